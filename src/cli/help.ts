import { exportFormats } from "../core/export/registry.ts";
import { PROFILER_REQUESTS } from "../core/protocol/run.ts";

const FORMATS = exportFormats.map(({ id }) => id).join(", ");
const INPUT = `RUN|PROFILE is a run directory or a profile file of any format that Heatline reads (pstats, speedscope, collapsed
stacks, py-spy, austin, pyinstrument, Scalene, memray, VizTracer, tracemalloc, pprof and more; gzip or not).`;

/** What `heatline COMMAND --help` says, by command, in the order in which they are listed. */
export const HELP: Readonly<Record<string, { readonly summary: string; readonly text: string }>> = {
  run: {
    summary: "run a program under a profiler",
    text: `heatline run [options] -- script.py [arguments]
heatline run [options] -- -m module [arguments]

Runs the program on this terminal: its input, output and exit code are its own. Ctrl-C ends it and keeps what there
is. The last line on stderr names the run directory, which every other command takes.

  --profiler NAME   ${PROFILER_REQUESTS.join(", ")} (default: auto)
                      auto         the best line-level profiler that works here
                      py-spy       lines, sampled from outside
                      sampler      lines, sampled from inside; works wherever Python does
                      cprofile     every call, counted exactly; no lines
                      everything   the program runs twice: lines, then exact calls
                      tachyon      profiling.sampling of Python 3.15 and newer
                      tracemalloc  memory that is alive at the end, by the line that allocated it
  --rate HZ         samples per second, 1 to 10000 (default: 100; the in-process sampler 200)
  --out DIR         becomes the run directory; new or empty (default: a new one below .heatline/runs)
  --python PATH     interpreter (default: the active or local environment's, else the PATH's)
`,
  },
  lines: {
    summary: "the hottest lines",
    text: table("lines", "The hottest lines of a run or a profile."),
  },
  functions: {
    summary: "the hottest functions, with their calls where these were counted",
    text: table("functions", "The hottest functions, with their calls where these were counted."),
  },
  compare: {
    summary: "two runs or profiles, function by function: grown, shrunk, new, gone",
    text: `heatline compare BEFORE AFTER [options]

What became of each function from one run or profile to the other, the largest change first. Functions are the same by
name and file: lines move with every edit. A difference counts from 99 % certainty on by the samples behind it, that of
a time from 2 % on; what is less is left out, and "same" with --json.

  --weight W             wall, cpu, samples, calls, bytes, ... (default: the first that both have)
  --self | --total       of the function itself (default), or with what it calls
  --absolute | --shares  values as measured, or what each is of its whole: for runs of different length
                         (default: as measured; samples and counts without a unit by their shares)
  --top N                so many rows (default 20; with --json all)
  --json                 for programs

BEFORE and AFTER are run directories or profile files of any format that Heatline reads, gzip or not.
`,
  },
  info: {
    summary: "format, producer, weights, threads, counts, what is missing",
    text: `heatline info RUN|PROFILE [--json]

What a run or a profile holds: format, producer, weights with their totals and how far they can be trusted, threads,
counts, and what the file lacks.

  --json   for programs

${INPUT}
`,
  },
  convert: {
    summary: "the same profile in another format",
    text: `heatline convert RUN|PROFILE -o OUT [options]

Writes the profile in another format. What the format cannot hold is said on stderr.

  -o, --out OUT   file to write; - is stdout, and needs --to
  --to FORMAT     ${FORMATS}
                  (default: by the ending of OUT: ${[...new Set(exportFormats.map(({ extension }) => extension))].join(", ")}; with .gz compressed)
  --weight W      only this weight (default: those that the format can hold)

${INPUT}
`,
  },
  report: {
    summary: "flamegraph, hot lines with their source and facts in one HTML file",
    text: `heatline report RUN|PROFILE -o OUT.html

One HTML file that opens offline and loads nothing: flamegraph with search and zoom, table, the hottest lines with
their source, how the profile was made. Sources are those that the run kept, or the files on this disk as long as they
are older than the profile; a report says where it has none.

  -o, --out OUT   file to write; - is stdout

${INPUT}
`,
  },
  lsp: {
    summary: "the language server, for editors",
    text: `heatline lsp --stdio

Hovers and code lenses with the numbers of the newest run of the folder, for any editor that speaks the Language
Server Protocol.
`,
  },
  doctor: {
    summary: "what works here, and the remedy for what does not",
    text: `heatline doctor [--python PATH] [--json]

Which interpreters there are and which is chosen, whether py-spy may look into processes, which profilers work. The
exit code is 0 where lines can be measured, else 1.

  --python PATH   the interpreter to look at
  --json          for programs
`,
  },
};

function table(command: string, sentence: string): string {
  return `heatline ${command} RUN|PROFILE [options]

${sentence}

  --weight W        wall, cpu, samples, calls, bytes, ... (default: the first that there is)
  --self | --total  sorted by the line itself, or with what it calls (default)
  --file F          only of files whose path ends with F
  --top N           so many rows (default 20; with --json all)
  --json            for programs

${INPUT}
`;
}

/** `heatline --help`. */
export const OVERVIEW = `heatline: Python performance on the line that causes it

${Object.entries(HELP)
  .map(([command, { summary }]) => `  heatline ${command.padEnd(10)} ${summary}\n`)
  .join("")}
  heatline COMMAND --help    options of a command
  heatline --version

Exit codes: 0 done, 2 wrong usage, 3 input that cannot be read, 1 anything else; heatline run ends as the program does.
`;
