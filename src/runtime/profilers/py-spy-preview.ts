import { appendFile, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { parseProfile } from "../../core/formats/registry.ts";
import { createSamplerWriter } from "../../core/formats/sampler-writer.ts";
import { bytesSource } from "../../core/formats/source.ts";
import type { TreeProfile } from "../../core/profile/model.ts";
import type { Pass } from "../../core/protocol/run.ts";
import { run } from "../process.ts";
import { pause } from "../wait-until.ts";
import { samplingFlags } from "./py-spy-attach.ts";

/** One recording of the preview; heat on the screen is at most this and a moment old. py-spy takes whole seconds. */
const WINDOW_SECONDS = 1;
/**
 * Enough for an eye. Reading a process's memory slows it, by the build of Python: Debian's 3.11 was 4 % slower than under
 * py-spy alone with previews at 50 Hz, and not slower at all (0.998) at 20.
 */
const MOST_HZ = 20;
/** After a recording that failed: the program may be starting another one, or be about to end. */
const PAUSE_AFTER_FAILURE_MS = 500;

/**
 * Live heat beside py-spy, which writes nothing before its end: a second py-spy records second after second and adds up
 * what it saw in one growing file. It reads the process's memory without stopping it (`--nonblocking`), so it does not get
 * in the way of the long recording; now and then it sees a stack that never was, which a preview may. It costs some
 * 20 ms of processor time a second, on a processor that the program need not be on.
 * @param onSamples told the number of samples so far after each recording
 */
export async function followWithPreviews(
  target: { readonly dir: string; readonly pid: number; readonly options: Pass["options"] },
  over: AbortSignal,
  onSamples: (samples: number) => void,
): Promise<void> {
  const { dir, pid, options } = target;
  const startedMs = Date.now();
  // The time tells apart the files of two windows of the editor that followed the same process one after the other.
  const file = path.join(dir, `preview.${pid}.${startedMs}.jsonl`);
  const recording = path.join(dir, `preview.${pid}.recording.json`);
  const rateHz = Math.min(MOST_HZ, Number(options["rate"] ?? MOST_HZ));
  const writer = createSamplerWriter({ producer: "py-spy", pid, rateHz });
  const args = ["record", "--nonblocking", "--pid", String(pid), "--format", "speedscope", "--output", recording];
  args.push("--duration", String(WINDOW_SECONDS), "--rate", String(rateHz), ...samplingFlags(options));
  const aborted = new Promise((resolve) => over.addEventListener("abort", resolve, { once: true }));
  try {
    while (!over.aborted) {
      const profiles = await record(String(options["binary"]), args, recording, over);
      if (over.aborted) return;
      if (profiles === null) await Promise.race([pause(PAUSE_AFTER_FAILURE_MS), aborted]);
      else {
        await appendFile(file, writer.append(profiles, (Date.now() - startedMs) * 1e6));
        onSamples(writer.samples);
      }
    }
  } finally {
    await rm(recording, { force: true });
  }
}

/** Null where nothing could be recorded. */
async function record(
  binary: string,
  args: readonly string[],
  file: string,
  over: AbortSignal,
): Promise<TreeProfile[] | null> {
  await rm(file, { force: true });
  await run(binary, args, { signal: over, timeoutMs: WINDOW_SECONDS * 1000 + 10_000, maxOutputBytes: 4096 });
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return null;
  const outcome = parseProfile(bytesSource(file, bytes, (part) => new TextDecoder().decode(part)));
  return outcome.ok ? outcome.profiles.filter((profile) => profile.kind === "tree") : null;
}
