import { baseName } from "../../src/core/profile/flamegraph-search.ts";
import type { Flamegraph, FlamegraphFrames } from "../../src/core/profile/model.ts";
import type { ChoiceOption } from "./choice.ts";

export const COLOR_KEYS = ["file", "package", "self", "total"] as const;
export type ColorKey = (typeof COLOR_KEYS)[number];
export type HeatKey = Extract<ColorKey, "self" | "total">;

export const COLOR_CHOICES: readonly ChoiceOption<ColorKey>[] = [
  { value: "file", label: "File", title: "Own code by file, libraries by package" },
  { value: "package", label: "Package", title: "By package" },
  { value: "self", label: "Self heat", title: "The share of the whole that a function took itself" },
  { value: "total", label: "Total heat", title: "The share of the whole that a function took with all it called" },
];

/**
 * Colours are slots; palette.ts says what each looks like in which theme. Own code has seven hues, libraries four
 * muted ones; what comes after shares "other".
 */
export const SLOT = {
  own: 0,
  otherOwn: 7,
  library: 8,
  otherLibrary: 12,
  stdlib: 13,
  native: 14,
  generated: 15,
  merged: 16,
  /** Of `HEAT_LEVELS`, hottest first. */
  heat: 17,
  /** Of comparisons: what became of a box, in three strengths where it has grown or shrunk. */
  grown: 23,
  shrunk: 26,
  new: 29,
  gone: 30,
  same: 31,
} as const;
export const HEAT_LEVELS = 6;
export const SLOT_COUNT = 32;

export interface LegendEntry {
  readonly slot: number;
  readonly label: string;
  readonly detail: string;
  /** Self weight of the slot's frames as a share of the total, 0..1. */
  readonly share: number;
  /** Said in place of the share. */
  readonly figure?: string;
}

export interface Coloring {
  /** Slot of each frame. */
  readonly slots: Uint8Array;
  /** Slot of each box (node) of a graph where it is not that of its frame; else null. */
  readonly boxes: ((graph: Flamegraph) => Uint8Array) | null;
  /** Slots in use, own code first. */
  readonly legend: readonly LegendEntry[];
}

/** Keys keep their slots for the life of the page, so that live data does not make colours jump. */
export type SlotMemory = Map<string, number>;

/** The hottest files (or packages) get colours of their own, by self weight. */
export function colorFrames(graph: Flamegraph, by: Exclude<ColorKey, HeatKey>, memory: SlotMemory): Coloring {
  const { frames } = graph;
  const selfOfFrame = new Float64Array(frames.name.length);
  const isDrawn = new Uint8Array(frames.name.length);
  for (let node = 0; node < graph.frame.length; node++) {
    const frame = graph.frame[node] ?? 0;
    selfOfFrame[frame] = (selfOfFrame[frame] ?? 0) + (graph.self[node] ?? 0);
    isDrawn[frame] = 1;
  }
  const keys = frames.name.map((_, frame) => keyOf(frames, frame, by));
  const selfOfKey = new Map<string, number>();
  keys.forEach((key, frame) => {
    if (isDrawn[frame] === 1) selfOfKey.set(key, (selfOfKey.get(key) ?? 0) + (selfOfFrame[frame] ?? 0));
  });
  const ranked = [...selfOfKey].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  assign(ranked, "own", SLOT.own, SLOT.otherOwn, memory);
  assign(ranked, "library", SLOT.library, SLOT.otherLibrary, memory);
  const slots = Uint8Array.from(keys, (key) => memory.get(key) ?? fixedSlot(key));
  return { slots, boxes: null, legend: legendOf(ranked, selfOfKey, memory, graph.total) };
}

function keyOf(frames: FlamegraphFrames, frame: number, by: ColorKey): string {
  const origin = frames.origin[frame] ?? "generated";
  if (origin !== "own" && origin !== "library") return `${origin}\0`;
  const file = frames.file[frame] ?? "";
  // Libraries are told apart by package in either mode: their files are too many to have colours.
  const name = by === "package" || origin === "library" ? frames.package[frame] || baseName(file) : file;
  return `${origin}\0${by}\0${name}`;
}

function fixedSlot(key: string): number {
  if (key.startsWith("own")) return SLOT.otherOwn;
  if (key.startsWith("library")) return SLOT.otherLibrary;
  if (key.startsWith("stdlib")) return SLOT.stdlib;
  return key.startsWith("native") ? SLOT.native : SLOT.generated;
}

function assign(ranked: readonly string[], origin: string, first: number, end: number, memory: SlotMemory): void {
  const mine = ranked.filter((key) => key.startsWith(`${origin}\0`));
  const taken = new Set(mine.map((key) => memory.get(key)));
  const free = Array.from({ length: end - first }, (_, index) => first + index).filter((slot) => !taken.has(slot));
  for (const key of mine) {
    if (memory.has(key)) continue;
    const slot = free.shift();
    if (slot === undefined) return;
    memory.set(key, slot);
  }
}

function legendOf(
  ranked: readonly string[],
  selfOfKey: ReadonlyMap<string, number>,
  memory: SlotMemory,
  total: number,
): LegendEntry[] {
  const members = new Map<number, string[]>();
  for (const key of ranked) {
    const slot = memory.get(key) ?? fixedSlot(key);
    members.set(slot, [...(members.get(slot) ?? []), key]);
  }
  const shortName = shortNames(ranked.map(nameOfKey));
  return [...members]
    .sort(([a], [b]) => a - b)
    .map(([slot, keys]) => {
      const names = keys.map(nameOfKey);
      const self = keys.reduce((sum, key) => sum + (selfOfKey.get(key) ?? 0), 0);
      return { slot, ...labelOf(slot, names, shortName), share: total > 0 ? self / total : Number.NaN };
    });
}

function nameOfKey(key: string): string {
  return key.slice(key.lastIndexOf("\0") + 1);
}

/** File names alone, with as many of their folders as tell them from the other files. */
function shortNames(names: readonly string[]): (name: string) => string {
  const ends = (name: string) => {
    const parts = name.split(/[\\/]/);
    return parts.map((_, index) => parts.slice(parts.length - 1 - index).join("/"));
  };
  const uses = new Map<string, number>();
  for (const name of new Set(names)) for (const end of ends(name)) uses.set(end, (uses.get(end) ?? 0) + 1);
  return (name) => ends(name).find((end) => uses.get(end) === 1) ?? name;
}

function labelOf(
  slot: number,
  names: readonly string[],
  shortName: (name: string) => string,
): { label: string; detail: string } {
  const listed =
    names.length > 12 ? `${names.slice(0, 12).join("\n")}\nand ${names.length - 12} more` : names.join("\n");
  switch (slot) {
    case SLOT.otherOwn:
      return { label: `${names.length} more of your own`, detail: listed };
    case SLOT.otherLibrary:
      return { label: names.length === 1 ? (names[0] ?? "") : `${names.length} more libraries`, detail: listed };
    case SLOT.stdlib:
      return { label: "Standard library", detail: "Modules that come with Python" };
    case SLOT.native:
      return { label: "Native code", detail: "Built-in functions and compiled extensions" };
    case SLOT.generated:
      return { label: "Generated code", detail: "Code without a file, such as <string> or <frozen importlib>" };
    default:
      return {
        label: shortName(names[0] ?? ""),
        detail: `${slot < SLOT.otherOwn ? "Own code" : "Library"}: ${names[0]}`,
      };
  }
}
