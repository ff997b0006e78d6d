import { parentPort, workerData } from "node:worker_threads";
import type { Profile } from "../core/profile/model.ts";
import { readProfileFile } from "./profile-reader.ts";
import { type ReadMessage, readTaskSchema } from "./read-aside.ts";

/** Progress in finer steps helps nobody. */
const STEP = 0.01;

/** The other side of `readAside`: reads the file of the task and gives its profiles away without copying their arrays. */
export function readInThread(): void {
  const { file } = readTaskSchema.parse(workerData);
  let told = 0;
  const outcome = readProfileFile(file, (share) => {
    if (share - told < STEP) return;
    told = share;
    post({ type: "progress", share });
  });
  post({ type: "done", outcome }, outcome.ok ? outcome.profiles.flatMap(buffersOf) : []);
}

function post(message: ReadMessage, buffers: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...new Set(buffers)]);
}

/** The memory of all typed arrays of a profile. */
function buffersOf(profile: Profile): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  const collect = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.push(value.buffer);
    } else if (typeof value === "object" && value !== null) {
      // Lists of names hold no arrays; the list of the weights' columns does.
      for (const part of Object.values(value)) if (typeof part === "object") collect(part);
    }
  };
  collect(profile);
  return buffers;
}
