import { type Column, createFloatColumn, createIntColumn } from "../profile/columns.ts";
import { grown } from "../profile/grown.ts";
import { createNodeTable } from "../profile/node-table.ts";
import type { TripleTable } from "../profile/triple-table.ts";
import { isNumberByte } from "./decimal.ts";
import { createIntRow } from "./int-row.ts";
import { requireAmount, requireIndex } from "./json.ts";
import { createJsonScanner, type JsonScanner } from "./json-scanner.ts";
import { FormatError } from "./source.ts";

/** A speedscope file as it stands, its numbers in columns: what they mean may come behind them in the file. */
export interface SpeedscopeFile {
  readonly exporter: unknown;
  readonly name: unknown;
  /** Entries of `shared.frames`, null where there is no `shared`. */
  readonly frames: readonly ScannedFrame[] | null;
  readonly profiles: readonly ScannedProfile[] | null;
  /** The stacks of all profiles as a trie: the profile of a root (-1 below); parent (-1: a root); index of the frame. */
  readonly stacks: { readonly profile: Int32Array; readonly parent: Int32Array; readonly frame: Int32Array };
}

export interface ScannedFrame {
  readonly name: unknown;
  readonly file: unknown;
  readonly line: unknown;
  readonly col: unknown;
}

export interface ScannedProfile {
  readonly type: unknown;
  readonly name: unknown;
  readonly unit: unknown;
  readonly startValue: unknown;
  readonly endValue: unknown;
  /** Per sample its leaf in `stacks`, -1 for an empty stack; null where the file has no samples. */
  readonly samples: Column<Int32Array> | null;
  readonly weights: Column<Float64Array> | null;
  readonly events: ScannedEvents | null;
}

export interface ScannedEvents {
  readonly at: Column<Float64Array>;
  readonly frame: Column<Int32Array>;
  /** 1: opens, 0: closes. */
  readonly opens: Column<Int32Array>;
}

type Building<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads the file from its beginning to its end, in memory for what is in it, not for its text. */
export function scanSpeedscope(chunks: Iterable<Uint8Array>): SpeedscopeFile {
  const json = createJsonScanner(chunks, "This speedscope file");
  const trie = createNodeTable();
  const file: Building<Omit<SpeedscopeFile, "stacks">> = { exporter: null, name: null, frames: null, profiles: null };
  openObject(json, "A speedscope file");
  for (let key = json.nextKey(); key !== null; key = json.nextKey()) {
    if (key === "exporter" || key === "name") file[key] = json.value();
    else if (key === "shared") file.frames = readShared(json);
    else if (key === "profiles") file.profiles = readProfiles(json, trie);
    else json.skip();
  }
  json.end();
  const { a: parent, b: frame, c: profile } = trie.columns();
  return { ...file, stacks: { parent, frame, profile } };
}

function readShared(json: JsonScanner): ScannedFrame[] {
  let frames: ScannedFrame[] | null = null;
  openObject(json, "'shared'");
  for (let key = json.nextKey(); key !== null; key = json.nextKey()) {
    if (key === "frames") frames = readFrames(json);
    else json.skip();
  }
  if (frames === null) throw new FormatError("'shared.frames' should be a list.");
  return frames;
}

function readFrames(json: JsonScanner): ScannedFrame[] {
  const frames: ScannedFrame[] = [];
  openList(json, "'shared.frames'");
  while (json.hasItem()) {
    const frame: Building<ScannedFrame> = { name: undefined, file: undefined, line: undefined, col: undefined };
    openObject(json, "An entry of 'shared.frames'");
    for (let key = json.nextKey(); key !== null; key = json.nextKey()) {
      if (key === "name" || key === "file" || key === "line" || key === "col") frame[key] = json.value();
      else json.skip();
    }
    frames.push(frame);
  }
  return frames;
}

function readProfiles(json: JsonScanner, trie: TripleTable): ScannedProfile[] {
  const profiles: ScannedProfile[] = [];
  openList(json, "'profiles'");
  while (json.hasItem()) profiles.push(readProfile(json, trie, profiles.length));
  return profiles;
}

function readProfile(json: JsonScanner, trie: TripleTable, index: number): ScannedProfile {
  const profile: Building<ScannedProfile> = { ...NOTHING };
  openObject(json, "An entry of 'profiles'");
  for (let key = json.nextKey(); key !== null; key = json.nextKey()) {
    switch (key) {
      case "type":
      case "name":
      case "unit":
      case "startValue":
      case "endValue":
        profile[key] = json.value();
        break;
      case "samples":
        profile.samples = readSamples(json, trie, index);
        break;
      case "weights":
        profile.weights = readWeights(json);
        break;
      case "events":
        profile.events = readEvents(json);
        break;
      default:
        json.skip();
    }
  }
  return profile;
}

const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const NOTHING: ScannedProfile = {
  type: undefined,
  name: undefined,
  unit: undefined,
  startValue: undefined,
  endValue: undefined,
  samples: null,
  weights: null,
  events: null,
};

/** Neighbouring samples share most of their stack: only what differs from the previous one is looked up. */
function readSamples(json: JsonScanner, trie: TripleTable, profile: number): Column<Int32Array> {
  const leaves = createIntColumn();
  const row = createIntRow();
  let path = new Int32Array(1 << 8);
  openList(json, "'samples'");
  while (json.hasItem()) {
    if (json.peek() !== OPEN_LIST) throw new FormatError("A sample should be a list.");
    if (!json.row(row)) throw new FormatError("A frame of a sample points outside its table.");
    const { values, length, shared } = row;
    if (path.length < length) path = grown(path, length * 2);
    let node = shared === 0 ? -1 : (path[shared - 1] ?? -1);
    for (let depth = shared; depth < length; depth++) {
      node = trie.index(node, values[depth] ?? 0, node < 0 ? profile : NO_ROOT);
      path[depth] = node;
    }
    leaves.push(node);
  }
  return leaves;
}

function readWeights(json: JsonScanner): Column<Float64Array> {
  const weights = createFloatColumn();
  openList(json, "'weights'");
  while (json.hasItem())
    weights.push(requireAmount(isNumberByte(json.peek()) ? json.number() : json.value(), "A weight"));
  return weights;
}

function readEvents(json: JsonScanner): ScannedEvents {
  const events = { at: createFloatColumn(), frame: createIntColumn(), opens: createIntColumn() };
  openList(json, "'events'");
  while (json.hasItem()) {
    const event: { at: unknown; frame: unknown; type: unknown } = { at: null, frame: null, type: null };
    openObject(json, "An event");
    for (let key = json.nextKey(); key !== null; key = json.nextKey()) {
      if (key === "at" || key === "frame" || key === "type") event[key] = json.value();
      else json.skip();
    }
    if (event.type !== "O" && event.type !== "C") throw new FormatError("The open and close events do not nest.");
    events.at.push(requireAmount(event.at, "The time of an event"));
    events.frame.push(requireIndex(event.frame, MOST_FRAMES, "The frame of an event"));
    events.opens.push(event.type === "O" ? 1 : 0);
  }
  return events;
}

/** Stands for the profile of a node that is no root: it is known by the root. */
const NO_ROOT = -1;
const MOST_FRAMES = 2 ** 31 - 1;

function openList(json: JsonScanner, what: string): void {
  if (json.peek() !== OPEN_LIST) throw new FormatError(`${what} should be a list.`);
  json.openArray();
}

function openObject(json: JsonScanner, what: string): void {
  if (json.peek() !== OPEN_OBJECT) throw new FormatError(`${what} should be an object.`);
  json.openObject();
}
