export const USAGE = `heatline: Python performance on the line that causes it

  heatline run [options] -- script.py [arguments]
  heatline run [options] -- -m module [arguments]
      --profiler NAME   auto (default), py-spy, sampler, cprofile, everything
      --rate HZ         samples per second (default: py-spy 100, sampler 200)
      --out DIR         where run directories go (default: .heatline/runs)
      --python PATH     interpreter (default: the active or local environment, else the PATH's)

  heatline lines RUN|PROFILE [options]
      --top N           so many lines (default 20)
      --self | --total  time on the line itself, or with what it calls (default)
      --json            for programs

  heatline --help | --version

The program's input, output and exit code are its own; the last line on stderr names the run directory.
`;

/** Said on stderr; the process then ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
