import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Interpreter, Note } from "../../core/protocol/run.ts";
import { run, startDetached } from "../process.ts";
import { isAlive, processIdentity, signalTree } from "../process-tree.ts";
import { waitUntil } from "../wait-until.ts";
import { explainPySpyError } from "./py-spy-errors.ts";
import { ptraceFacts } from "./py-spy-find.ts";

/**
 * A Python that waits to be looked at. It opens itself to its siblings (PR_SET_PTRACER_ANY, for ptrace_scope 1), as
 * the probe does for the real program, and ends by itself if we are gone.
 */
const PATIENT = `
import sys, time
try:
    import ctypes
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
except Exception:
    pass
sys.stdout.write("ready\\n")
sys.stdout.flush()
time.sleep(10)
`;

const known = new Map<string, Note | null>();

/**
 * Whether py-spy may look into a Python that we start: tried for real on one that does nothing (about 150 ms, once
 * for each py-spy and interpreter), because kernel settings, container profiles and builds decide it together.
 * @returns null where it may, else why not
 */
export async function whyPySpyMayNotAttach(binary: string, interpreter: Interpreter): Promise<Note | null> {
  const facts = await ptraceFacts();
  if (facts.platform === "darwin" && process.getuid?.() !== 0) return explainPySpyError("requires root on OSX", facts);
  const key = JSON.stringify([binary, (await stat(binary)).mtimeMs, interpreter.path, interpreter.version]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const said = await tryDump(binary, interpreter);
  const note = said === null ? null : explainPySpyError(said, facts);
  known.set(key, note);
  return note;
}

/** @returns null where the dump succeeded, else what was said */
async function tryDump(binary: string, interpreter: Interpreter): Promise<string | null> {
  const folder = await mkdtemp(path.join(tmpdir(), "heatline-"));
  const outputFile = path.join(folder, "output");
  try {
    const { pid } = await startDetached(interpreter.path, ["-I", "-S", "-c", PATIENT], { outputFile });
    const identity = await processIdentity(pid);
    try {
      const isReady = async () =>
        (await readFile(outputFile, "utf8")).includes("ready") || !(await isAlive(pid, identity));
      await waitUntil(isReady, { timeoutMs: 5000, everyMs: 10 });
      const dump = await run(binary, ["dump", "--pid", String(pid)], { timeoutMs: 5000, maxOutputBytes: 1 << 16 });
      if (dump.exitCode === 0) return null;
      return dump.timedOut ? "Error: py-spy did not answer within 5 s" : dump.stderr + dump.stdout;
    } finally {
      await signalTree(pid, identity, "SIGKILL");
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
