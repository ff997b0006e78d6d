import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { TreeProfile, Weight } from "../profile/model.ts";
import { firstCharacter, hasText } from "./edge-text.ts";
import { embeddedJson } from "./embedded-json.ts";
import { type JsonObject, parseJson, requireAmount, requireArray, requireObject } from "./json.ts";
import { isThread, readFrameInfo } from "./pyinstrument-frame.ts";
import { addFrameTree, readIdentifiedFrame, readRenderedFrame } from "./pyinstrument-tree.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";

/**
 * What pyinstrument 3 to 5 writes (its `session.py`, `frame.py`, `renderers/`), in seconds of elapsed time:
 * - a session (`-r pyisession`, `Session.save`): `frame_records`, one `[stack root first, seconds]` per sample, in order;
 * - JSON (`-r json`): `root_frame`, a tree that was summed and pruned, without executing lines;
 * - a page of 5.x: `const sessionData = {session, frame_tree}`, the whole tree in order, with seconds per line;
 * - a page of 4.x: the JSON above, as `const sessionData` or `window.profileSession`.
 */
export const pyinstrument: Format = { id: "pyinstrument", label: "pyinstrument", detect, parse };

const PAGE_MARKS = ["window.profileSession = ", "const sessionData = "];
/** Pages of newer versions have their viewer in front, so that the data may be in neither end of the file. */
const PAGE_END = "pyinstrumentHTMLRenderer.render(";

function detect({ head, tail }: ProfileSource): boolean {
  const first = firstCharacter(head);
  if (first === "<") return hasText(head, `${PAGE_MARKS[0]}{`) || hasText(tail, PAGE_END);
  if (first !== "{") return false;
  const isSession = hasText(head, '"frame_records"') || hasText(head, '"start_call_stack"');
  return isSession ? hasText(tail, '"sample_count"') || hasText(head, '"sample_count"') : isRendered(head);
}

function isRendered(head: Uint8Array): boolean {
  return hasText(head, '"root_frame"') && hasText(head, '"sample_count"');
}

function parse(source: ProfileSource): ParseOutcome {
  const file = requireObject(readFile(source), "A pyinstrument file");
  const builder = createTreeBuilder({ format: pyinstrument.id, producer: "pyinstrument", pid: null });
  return { ok: true, profiles: [readProfile(builder, file)] };
}

function readFile(source: ProfileSource): unknown {
  const text = source.text();
  if (firstCharacter(source.head) !== "<") return parseJson(text, "This pyinstrument file");
  const mark = PAGE_MARKS.find((candidate) => text.includes(`${candidate}{`));
  if (mark === undefined) throw new FormatError("This pyinstrument page holds no profile.");
  return embeddedJson(text, mark, "This pyinstrument page");
}

function readProfile(builder: TreeBuilder, file: JsonObject): TreeProfile {
  if (file["frame_records"] !== undefined) {
    const samples = addRecords(builder, requireArray(file["frame_records"], "'frame_records'"));
    return builder.build(weightsOf(samples, true));
  }
  if (file["frame_tree"] !== undefined) {
    const warnings = addFrameTree(builder, file["frame_tree"], readIdentifiedFrame, true);
    return builder.build(weightsOf(sampleCount(requireObject(file["session"], "'session'")), false), warnings);
  }
  const warnings = addFrameTree(builder, file["root_frame"], readRenderedFrame, false);
  const pruned = "This report was shortened by pyinstrument: small calls are in their callers, and lines are unknown.";
  return builder.build(weightsOf(sampleCount(file), false), [pruned, ...warnings]);
}

function sampleCount(session: JsonObject): number {
  return requireAmount(session["sample_count"], "'sample_count'");
}

/** Adds the samples of a session; the number of them. */
function addRecords(builder: TreeBuilder, records: readonly unknown[]): number {
  const frames = new Map<string, number>();
  const threads = new Map<string, number>();
  let stack: readonly unknown[] = [];
  const path: number[] = [];
  let clockNs = 0;
  let samples = 0;

  const threadOf = (info: unknown): number => {
    const { key, id, name } = readThread(info);
    const known = threads.get(key);
    if (known !== undefined) return known;
    threads.set(key, builder.thread(id, name));
    return threads.size - 1;
  };
  const frameOf = (info: unknown): number => {
    const text = requireText(info);
    const known = frames.get(text);
    if (known !== undefined) return known;
    const { name, file, firstLine, line } = readFrameInfo(text);
    const frame = builder.frame(builder.function(name, builder.file(file), firstLine), line);
    frames.set(text, frame);
    return frame;
  };

  for (const entry of records) {
    const [infos, seconds] = requireArray(entry, "A frame record");
    const durationNs = requireAmount(seconds, "The time of a frame record") * 1e9;
    const sample = requireArray(infos, "The stack of a frame record");
    const isThreadFirst = isThread(sample[0]);
    const thread = threadOf(isThreadFirst ? sample[0] : "");
    // Neighbouring samples share most of their stack: only what differs from the previous one is looked up.
    let shared = 0;
    while (shared < sample.length && sample[shared] === stack[shared]) shared++;
    path.length = shared;
    for (let depth = shared; depth < sample.length; depth++) {
      const isHeading = depth === 0 && isThreadFirst;
      path.push(isHeading ? -1 : builder.node(path.at(-1) ?? -1, frameOf(sample[depth]), thread));
    }
    stack = sample;
    const leaf = path.at(-1) ?? -1;
    if (leaf >= 0) {
      builder.add(leaf, 0, durationNs);
      builder.add(leaf, 1, 1);
      builder.span(leaf, clockNs, durationNs);
      samples += 1;
    }
    clockNs += durationNs;
  }
  return samples;
}

function requireText(info: unknown): string {
  if (typeof info !== "string") throw new FormatError("A frame of a record is not a text.");
  return info;
}

/** The element that heads a stack: `MainThread\0<thread>\0<ident>`; older versions have none. */
function readThread(info: unknown): { key: string; id: string; name: string } {
  const key = requireText(info);
  const [name = "", , id = ""] = key.split("\0");
  return { key, id, name };
}

function weightsOf(samples: number, counted: boolean): Weight[] {
  const certainty = { kind: "sampled", samples } as const;
  const wall: Weight = { id: "wall", label: "Time", unit: "ns", certainty };
  return counted ? [wall, { id: "samples", label: "Samples", unit: "samples", certainty }] : [wall];
}
