export const USAGE = `heatline: Python performance on the line that causes it

  heatline run [options] -- script.py [arguments]
  heatline run [options] -- -m module [arguments]
      --profiler NAME   auto (default), py-spy, sampler, cprofile, everything
      --rate HZ         samples per second (default: py-spy 100, sampler 200)
      --out DIR         where run directories go (default: .heatline/runs)
      --python PATH     interpreter (default: the active or local environment, else the PATH's)

  heatline lines RUN|PROFILE [options]       the hottest lines
  heatline functions RUN|PROFILE [options]   the hottest functions, with their calls where they were counted
      --weight W        wall, cpu, samples, calls, bytes, ... (default: the first that there is)
      --self | --total  of the line itself, or with what it calls (default)
      --file F          only lines of files whose path ends with F
      --top N           so many rows (default 20; with --json all)
      --json            for programs

  heatline info RUN|PROFILE [--json]         format, producer, weights, threads, counts, what is missing

  heatline convert RUN|PROFILE -o OUT [options]   the same profile in another format
      --to FORMAT       speedscope, collapsed, pprof, csv-lines, csv-functions (default: by the ending
                        of OUT: .speedscope.json, .collapsed, .pb, .csv; with .gz compressed)
      --weight W        only this weight (default: those that the format can hold)
      -o -              writes to stdout, needs --to

  heatline report RUN|PROFILE -o OUT.html    flamegraph, hot lines with their source and facts in one HTML file
                                             that opens offline (-o - writes to stdout)

  heatline --help | --version

The program's input, output and exit code are its own; the last line on stderr names the run directory.
Otherwise the exit code is 0: done, 2: wrong usage, 3: input that cannot be read, 1: anything else.
`;

/** Said on stderr; the process then ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
