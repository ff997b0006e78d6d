import { lineOf } from "../core/profile/flamegraph-view-totals.ts";
import type { FrameSource } from "../core/protocol/server.ts";
import type { SentFlamegraph } from "./flamegraph.ts";

/** A hover shows one line; what is longer is generated, or no source. */
const LONGEST_LINE = 500;

/**
 * The source line that a frame stands at, as it was when it ran; null where that is not known. A profile can name any file:
 * only Python sources are read, and none from a network share.
 */
export async function frameSource({ index, frames }: SentFlamegraph, frame: number): Promise<FrameSource | null> {
  const file = frames.file[frame];
  const place = file === undefined ? null : index.facts.place(file);
  const line = lineOf(frames, frame);
  if (file === undefined || place === null || line <= 0) return null;
  if (/^[\\/]{2}/.test(place.path) || !/\.pyw?$/i.test(place.path)) return null;
  const { text } = await index.sourceOf(place.key);
  const shown = text === null ? undefined : text.split(/\r\n|[\r\n]/, line)[line - 1];
  return shown === undefined ? null : { file, line, text: shown.slice(0, LONGEST_LINE) };
}
