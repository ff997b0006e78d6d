import type { Interpreter, Note } from "../../core/protocol/run.ts";
import { isAtLeast } from "../interpreters.ts";
import type { Profiler } from "./profiler.ts";
import { findPySpy } from "./py-spy-find.ts";
import { whyPySpyMayNotAttach } from "./py-spy-permission.ts";

/** How long the target waits for py-spy before its first line; longer than ATTACH_TIMEOUT_MS. */
const WAIT_FOR_GO_MS = 20_000;

/** Looks at the target from outside, by reading its memory. */
export const pySpy: Profiler<"py-spy"> = {
  id: "py-spy",
  label: "py-spy",
  sentence: "Lines, sampled from outside; costs little, needs the right to look inside.",
  level: "line",
  live: true,
  async check(context) {
    const refused = whyPythonIsUnsupported(context.interpreter);
    if (refused) return { available: false, note: refused };
    const found = await findPySpy(context);
    if (!found.ok) return { available: false, note: found.note };
    const denied = await whyPySpyMayNotAttach(found.binary, context.interpreter);
    if (denied) return { available: false, note: denied };
    return { available: true, version: found.version, binary: found.binary };
  },
  launch({ settings }, { binary }) {
    const { rate, native, gil, idle, subprocesses } = settings.pySpy;
    return {
      waitForGoMs: WAIT_FOR_GO_MS,
      samplerRateHz: 0,
      allocationFrames: 0,
      subprocesses,
      rateHz: rate,
      options: { rate, native, gil, idle, subprocesses, binary: binary ?? "" },
    };
  },
};

/** py-spy 0.4 reads CPython up to 3.14, and no free-threaded build (benfred/py-spy#711). */
function whyPythonIsUnsupported(interpreter: Interpreter): Note | null {
  const refuse = (what: string): Note => ({
    level: "warning",
    code: "py-spy-python-unsupported",
    message: `py-spy does not support ${what}.`,
    remedy: "The in-process sampler gives line heat there too.",
  });
  if (interpreter.implementation !== "cpython") return refuse(`${interpreter.implementation} ${interpreter.version}`);
  if (interpreter.freeThreaded) return refuse(`the free-threaded build of Python ${interpreter.version}`);
  if (isAtLeast(interpreter.version, "3.15")) return refuse(`Python ${interpreter.version}; it reads 3.8 to 3.14`);
  return null;
}
