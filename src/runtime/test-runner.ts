import type { Interpreter, Note, Target } from "../core/protocol/run.ts";
import { run } from "./process.ts";

export type TestRunner = Extract<Target, { kind: "tests" }>["runner"];

const HAS_PYTEST = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pytest') is None)";

/** pytest where the interpreter has it, else unittest: it runs both kinds of tests. Never rejects. */
export async function findTestRunner(interpreter: Interpreter): Promise<TestRunner> {
  // -I: what lies in the current folder must not be taken for pytest.
  const asked = await run(interpreter.path, ["-I", "-c", HAS_PYTEST], { timeoutMs: 10_000, maxOutputBytes: 4096 });
  return asked.exitCode === 0 ? "pytest" : "unittest";
}

/** What to say where unittest had to take pytest's place. */
export function aboutRunner(target: Target): Note[] {
  if (target.kind !== "tests" || target.runner === "pytest") return [];
  return [
    {
      level: "info",
      code: "unittest",
      message: "unittest ran the tests, because pytest is not installed for this interpreter.",
      remedy: "Tests written for pytest are not seen by it: `pip install pytest` in that environment.",
    },
  ];
}
