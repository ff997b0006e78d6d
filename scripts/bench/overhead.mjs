// What a run costs the program: the same program plain, under the bare profiler, and under Heatline, pair by pair, so that
// a slow moment of the machine touches both sides. Medians of ratios.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "../setup/commands.mjs";
import { root } from "../setup/paths.mjs";

const PAIRS = 9;
const GOAL = 1.02;
/** Pure Python for some seconds: calls, loops, dictionaries. It says how long its own work took, without start and end. */
const PROGRAM = `import time

def step(n):
    return {i: i * i for i in range(n)}

def work():
    total = 0
    for _ in range(150_000):
        total += len(step(400))
    return total

if __name__ == "__main__":
    started = time.perf_counter()
    work()
    print("SECONDS", time.perf_counter() - started)
`;

export async function measure({ interpreters, pySpy }) {
  const python = (interpreters.find(({ parts }) => parts[1] === 11) ?? interpreters.at(-1)).path;
  const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-bench-"));
  const file = path.join(scratch, "program.py");
  writeFileSync(file, PROGRAM);
  const cli = path.join(root, "dist", "cli.js");
  const heatline = (profiler) => () =>
    seconds(process.execPath, [cli, "run", "--profiler", profiler, "--python", python, "--", file], scratch);
  const plain = () => seconds(python, [file], scratch);
  const bare = {
    cprofile: () => seconds(python, ["-m", "cProfile", "-o", path.join(scratch, "bare.prof"), file], scratch),
    "py-spy": () =>
      seconds(
        pySpy,
        ["record", "-f", "speedscope", "-o", path.join(scratch, "bare.json"), "--", python, file],
        scratch,
      ),
  };
  try {
    return [
      ...(await rows("py-spy", heatline("py-spy"), plain, bare["py-spy"])),
      ...(await rows("cprofile", heatline("cprofile"), plain, bare.cprofile)),
      ...(await rows("sampler", heatline("sampler"), plain)),
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function rows(profiler, ours, plain, bare) {
  const toPlain = await medianRatio(ours, plain);
  const result = [{ what: `${profiler}: a run's time / plain Python's`, ...toPlain }];
  if (!bare) return result;
  const toBare = await medianRatio(ours, bare);
  const meetsGoal = toBare.ratio <= GOAL;
  return [
    ...result,
    { what: `${profiler}: a run's time / the bare profiler's`, ...toBare, goal: `<= ${GOAL}`, meetsGoal },
  ];
}

async function medianRatio(ours, other) {
  const ratios = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const first = await (pair % 2 === 0 ? ours() : other());
    const second = await (pair % 2 === 0 ? other() : ours());
    ratios.push(pair % 2 === 0 ? first / second : second / first);
  }
  ratios.sort((a, b) => a - b);
  const ratio = ratios[Math.floor(PAIRS / 2)];
  return { ratio, value: ratio.toFixed(3), detail: ratios.map((each) => each.toFixed(3)).join(" ") };
}

/** The seconds that the program itself counted. py-spy sometimes loses its child ("No child process"): it is asked again. */
async function seconds(command, args, cwd, attempts = 4) {
  let output;
  try {
    output = await run(command, args, { cwd });
  } catch (error) {
    if (attempts > 1 && String(error).includes("No child process")) return seconds(command, args, cwd, attempts - 1);
    throw error;
  }
  const match = /SECONDS ([\d.]+)/.exec(output);
  if (!match) throw new Error(`${command} ${args.join(" ")}: the program did not say its time:\n${output}`);
  return Number(match[1]);
}
