import { stat } from "node:fs/promises";
import path from "node:path";
import { Worker } from "node:worker_threads";
import * as z from "zod/mini";
import type { ReadControl } from "./opened-profiles.ts";
import { type ReadOutcome, readProfileFile } from "./profile-reader.ts";

/** Below this a file is read at once: a thread costs more than the reading. */
const SMALL_BYTES = 4_000_000;
/** What a thread may take for objects; typed arrays are not counted. */
const MAX_HEAP_MB = 4096;

/** What the thread is given. */
export const readTaskSchema = z.object({ task: z.literal("read-profile"), file: z.string() });

/** What the thread tells. */
export type ReadMessage =
  | { readonly type: "progress"; readonly share: number }
  | { readonly type: "done"; readonly outcome: ReadOutcome };

/**
 * Reads a profile file; a large one in a thread of its own, so that hovers and heat are answered meanwhile and the
 * reading can be cancelled.
 * @param threadFile a script that calls `readInThread` when it runs in a worker
 * @throws DOMException AbortError where the signal came first
 */
export async function readAside(file: string, threadFile: string, control: ReadControl): Promise<ReadOutcome> {
  control.signal?.throwIfAborted();
  if ((await stat(file)).size < SMALL_BYTES) return readProfileFile(file);
  const worker = new Worker(threadFile, {
    workerData: { task: "read-profile", file } satisfies z.infer<typeof readTaskSchema>,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const abort = () => void worker.terminate();
  control.signal?.addEventListener("abort", abort, { once: true });
  try {
    return await outcomeOf(worker, file, control);
  } finally {
    control.signal?.removeEventListener("abort", abort);
    void worker.terminate();
  }
}

function outcomeOf(worker: Worker, file: string, { signal, onProgress }: ReadControl): Promise<ReadOutcome> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: ReadMessage) => {
      if (message.type === "progress") onProgress?.(message.share);
      else resolve(message.outcome);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      const isFull = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      const why = isFull ? `it needs more than ${MAX_HEAP_MB / 1024} GB of memory` : error.message;
      resolve({ ok: false, message: `${path.basename(file)} cannot be read: ${why}.` });
    });
    worker.on("exit", () => {
      if (signal?.aborted) reject(signal.reason);
      else
        resolve({ ok: false, message: `${path.basename(file)} cannot be read: the reader ended without an answer.` });
    });
  });
}
