import { expect } from "vitest";
import { collapsed } from "../../src/core/export/collapsed.ts";
import type { ExportFormat } from "../../src/core/export/export-format.ts";
import { pprof } from "../../src/core/export/pprof.ts";
import { speedscope } from "../../src/core/export/speedscope.ts";
import { stackOf, stacksOf } from "../../src/core/export/stacks.ts";
import { createTreeBuilder } from "../../src/core/profile/builder.ts";
import type { Profile, ThreadInfo, TreeProfile, Weight } from "../../src/core/profile/model.ts";
import { functionRows, lineRows } from "../../src/core/profile/profile-rows.ts";
import { weightIndex } from "../../src/core/profile/weights.ts";
import { profilesOf, sourceOf, textSource } from "./fixtures.ts";
import { sumsByKey } from "./stacks.ts";

/** An output format that can be read again, and what it cannot hold. Of call graphs all of them hold the estimated tree. */
interface Target {
  readonly format: ExportFormat;
  readonly keepsProcesses: boolean;
  readonly keepsThreads: boolean;
  /** Lines where functions are defined: without them functions of one name and file are one. */
  readonly keepsDefinitions: boolean;
  readonly keepsColumns: boolean;
  /** Values are rounded to whole numbers of the weight's unit. */
  readonly isWhole: boolean;
  /** What becomes of a name of a function, and of other text. */
  readonly nameOf: (name: string) => string;
  readonly textOf: (text: string) => string;
  readonly threadIdOf: (thread: ThreadInfo, pid: number | null) => string;
  /** The id that a weight has when it is read again. */
  readonly weightOf: (weight: Weight) => string;
}

const TARGETS: readonly Target[] = [
  {
    // Knows weights by their units, one of each.
    format: speedscope,
    keepsProcesses: true,
    keepsThreads: true,
    keepsDefinitions: false,
    keepsColumns: true,
    isWhole: false,
    nameOf: same,
    textOf: same,
    threadIdOf: ({ id, name }, pid) => (id === name && pid === null ? id : id.replaceAll(/\s/g, "_")),
    weightOf: ({ unit }) => (unit === "ns" ? "wall" : unit === "bytes" ? "bytes" : "samples"),
  },
  {
    // Does not say what its only number is.
    format: collapsed,
    keepsProcesses: false,
    keepsThreads: false,
    keepsDefinitions: false,
    keepsColumns: false,
    isWhole: true,
    nameOf: named,
    textOf: wellFormed,
    threadIdOf: ({ id }) => wellFormed(id),
    weightOf: () => FIRST,
  },
  {
    format: pprof,
    keepsProcesses: true,
    keepsThreads: true,
    keepsDefinitions: true,
    keepsColumns: true,
    isWhole: true,
    nameOf: named,
    textOf: wellFormed,
    threadIdOf: ({ id }) => wellFormed(id),
    weightOf: ({ id }) => id,
  },
];

const FIRST = "(the first)";

/** UTF-8 has no lone surrogates. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

function named(name: string): string {
  return wellFormed(name) || "(no name)";
}

/**
 * Writes profiles in every output format, reads each file again, and expects the profiles without what the format cannot
 * hold: the stacks with their values, threads and processes, and what functions and lines come to.
 */
export function checkRoundTrips(profiles: readonly Profile[]): void {
  for (const target of TARGETS) checkRoundTrip(profiles, target);
}

function checkRoundTrip(profiles: readonly Profile[], target: Target): void {
  const { format } = target;
  const weightIds = format.weights(profiles);
  const trees = stacksOf(profiles);
  const expected = new Map(weightIds.map((id) => [id, held(trees, id, target)]));
  const written = format.write(profiles, weightIds);
  const isNothing = [...expected.values()].every((tree) => tree.every(({ nodes }) => nodes.parent.length === 0));
  // Without a stack such a text is empty.
  if (isNothing && format === collapsed) {
    expect(written).toBe("");
    return;
  }
  const back = profilesOf(typeof written === "string" ? textSource(written) : sourceOf(written));
  for (const [id, hold] of expected) {
    const weight = trees.flatMap(({ weights }) => weights).find((each) => each.id === id);
    const wanted = weight === undefined ? FIRST : target.weightOf(weight);
    // What of a unit was written is what a profile of the file has first; more weights are what the reader counted.
    const own = format === pprof ? back : back.filter((each) => each.weights[0]?.id === wanted || wanted === FIRST);
    const readId = wanted === FIRST ? (back[0]?.weights[0]?.id ?? "") : wanted;
    const where = `${format.id}, ${id}`;
    expectSame(`${where}: stacks`, stackValues(own, readId), stackValues(hold, id));
    expectSame(`${where}: functions`, functionValues(own, readId), functionValues(hold, id));
    expectSame(`${where}: lines`, lineValues(own, readId), lineValues(hold, id));
  }
}

/** The profiles as the format can hold them in one weight: a tree per process, the stacks that have a value. */
function held(trees: readonly TreeProfile[], weightId: string, target: Target): TreeProfile[] {
  const processes = new Map<number | null, TreeProfile[]>();
  for (const tree of trees) {
    const pid = target.keepsProcesses ? tree.pid : null;
    processes.set(pid, [...(processes.get(pid) ?? []), tree]);
  }
  return [...processes].map(([pid, own]) => {
    const sums = treeOf(pid, own, weightId, target, (value) => value);
    // What is rounded is the value of each stack that the file tells apart.
    return target.isWhole ? treeOf(pid, [sums], weightId, KEEPS_ALL, Math.round) : sums;
  });
}

const KEEPS_ALL = {
  keepsThreads: true,
  keepsDefinitions: true,
  keepsColumns: true,
  nameOf: same,
  textOf: same,
  threadIdOf: ({ id }: ThreadInfo) => id,
};

function same(text: string): string {
  return text;
}

function treeOf(
  pid: number | null,
  trees: readonly TreeProfile[],
  weightId: string,
  keeps: Omit<Target, "format" | "keepsProcesses" | "isWhole" | "weightOf">,
  amountOf: (value: number) => number,
): TreeProfile {
  const builder = createTreeBuilder({ format: "held", producer: "test", pid });
  const threads = new Map<string, number>();
  const threadOf = (tree: TreeProfile, index: number): number => {
    const info = tree.threads[index] ?? { id: "", name: "" };
    const [id, name] = keeps.keepsThreads ? [keeps.threadIdOf(info, tree.pid), keeps.textOf(info.name)] : ["", ""];
    const key = JSON.stringify([id, name]);
    const known = threads.get(key) ?? builder.thread(id, name);
    threads.set(key, known);
    return known;
  };
  for (const tree of trees)
    tree.nodes.self[weightIndex(tree, weightId)]?.forEach((value, leaf) => {
      if (!(amountOf(value) > 0)) return;
      let node = -1;
      const thread = threadOf(tree, tree.nodes.thread[leaf] ?? -1);
      for (const frame of stackOf(tree, leaf)) node = builder.node(node, frameOf(tree, frame), thread);
      builder.add(node, 0, amountOf(value));
    });
  const weights = trees.flatMap((tree) => tree.weights.filter(({ id }) => id === weightId)).slice(0, 1);
  return builder.build(weights);

  function frameOf({ frames, functions, files }: TreeProfile, frame: number): number {
    const index = frames.function[frame] ?? -1;
    const file = builder.file(keeps.textOf(files[functions.file[index] ?? -1] ?? ""));
    const definition = keeps.keepsDefinitions ? (functions.firstLine[index] ?? 0) : 0;
    const name = keeps.nameOf(functions.name[index] ?? "");
    const column = keeps.keepsColumns ? (frames.column[frame] ?? 0) : 0;
    return builder.frame(builder.function(name, file, definition), frames.line[frame] ?? 0, column);
  }
}

type Values = readonly [key: string, values: readonly number[]][];

function stackValues(profiles: readonly Profile[], weightId: string): Values {
  return sumsByKey(profiles.flatMap((profile) => (profile.kind === "tree" ? stacksWithValues(profile, weightId) : [])));
}

function stacksWithValues(tree: TreeProfile, weightId: string): [string, number[]][] {
  const { frames, functions, files, threads } = tree;
  const texts = Array.from(frames.line, (line, frame) => {
    const index = frames.function[frame] ?? -1;
    const place = [files[functions.file[index] ?? -1] ?? "", functions.firstLine[index], line, frames.column[frame]];
    return JSON.stringify([functions.name[index], ...place]);
  });
  return Array.from(tree.nodes.self[weightIndex(tree, weightId)] ?? [], (value, node) => {
    const { id, name } = threads[tree.nodes.thread[node] ?? -1] ?? { id: "", name: "" };
    const stack = value === 0 ? [] : stackOf(tree, node).map((frame) => texts[frame]);
    return [JSON.stringify([tree.pid, id, name, ...stack]), [value]];
  });
}

function functionValues(profiles: readonly Profile[], weightId: string): Values {
  const rows = functionRows(profiles, weightId);
  return sumsByKey(
    rows.map(({ file, line, function: name, self, total }) => [JSON.stringify([file, line, name]), [self, total]]),
  );
}

/** Where several functions share a line the first one seen names it: that is not looked at. */
function lineValues(profiles: readonly Profile[], weightId: string): Values {
  const rows = lineRows(profiles, weightId);
  return sumsByKey(rows.map(({ file, line, self, total }) => [JSON.stringify([file, line]), [self, total]]));
}

/** Sums of floats differ in their last digits with the order of adding. */
function expectSame(what: string, back: Values, wanted: Values): void {
  const keys = back.map(([key]) => key);
  const wantedKeys = wanted.map(([key]) => key);
  expect({ more: without(keys, wantedKeys), fewer: without(wantedKeys, keys) }, what).toEqual({ more: [], fewer: [] });
  const wrong = back.filter(([, values], row) =>
    values.some((value, column) => Math.abs(value - (wanted[row]?.[1][column] ?? 0)) > Math.abs(value) * 1e-9),
  );
  expect(wrong, what).toEqual([]);
}

function without(keys: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return keys.filter((key) => !known.has(key));
}
