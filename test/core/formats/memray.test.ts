import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

/** [stack root first, bytes, blocks, thread], as memray's `FileReader` gives them. */
type Row = [stack: [name: string, file: string, line: number][], bytes: number, blocks: number, thread: string];
type Oracle = Record<"peak" | "leaks", Row[]>;

const VERSIONS = ["v1.9.1", "v1.20.0"];
const PAGES = [
  ["peak", "peak"],
  ["leaks", "leaks"],
  ["temporal", "peak"],
  ["temporal-leaks", "leaks"],
] as const;

describe.each(VERSIONS.flatMap((version) => PAGES.map(([page, kind]) => [version, page, kind] as const)))(
  "memray %s, %s.html",
  (version, page, kind) => {
    const profile = treeOf(parseFixture(`memray/profiles/${version}-${page}.html`));
    const rows = oracleOf(version)[kind];

    it("has the stacks, bytes and blocks that memray reads from its capture", () => {
      expect(stacksOf(profile, 0)).toEqual(sumsOf(rows, 1));
      expect(stacksOf(profile, 1)).toEqual(sumsOf(rows, 2));
    });

    it("says what was counted, exactly", () => {
      const label = kind === "peak" ? "Memory at the peak" : "Memory not freed";
      expect(profile.weights[0]).toMatchObject({ id: "bytes", label, certainty: { kind: "exact" } });
    });
  },
);

it("an inverted page is turned around", () => {
  const profile = treeOf(parseFixture("memray/profiles/v1.20.0-inverted.html"));
  expect(stacksOf(profile, 0)).toEqual(sumsOf(oracleOf("v1.20.0").peak, 1));
});

it.each([
  ["v1.9.1", "0x2"],
  ["v1.20.0", "<b>worker</b>"],
])("threads of %s are kept apart, with their names where memray has them", (version, worker) => {
  const { threads, functions, frames, nodes } = treeOf(parseFixture(`memray/profiles/${version}-peak.html`));
  const node = nodes.frame.findIndex((frame) => functions.name[frames.function[frame] ?? 0] === "größe");
  expect(threads[nodes.thread[node] ?? 0]).toEqual({ id: "0x2", name: worker });
  expect(threads.map(({ id }) => id)).toEqual(["0x1", "0x2", ""]);
});

it.each(VERSIONS)("a table of %s has the bytes of each place", (version) => {
  const profile = treeOf(parseFixture(`memray/profiles/${version}-table.html`));
  const leaves = oracleOf(version).peak.map(([stack, ...numbers]): Row => [stack.slice(-1), ...numbers]);
  expect(stacksOf(profile, 0)).toEqual(sumsOf(leaves, 1));
});

describe.each(VERSIONS)("memray stats --json of %s", (version) => {
  const profile = treeOf(parseFixture(`memray/profiles/${version}-stats.json`));
  const printed = fixtureText(`memray/expected/${version}-stats.txt`);

  it("has the locations that memray stats prints, and all others as one", () => {
    const bySize = stacksOf(profile, 0);
    expect(bySize.get("block|program.py:6")).toBe(20_400_010);
    expect(printed).toMatch(/block:program\.py:6 -> (?:20\.400MB|19\.455MB)\n/); // MiB in older versions
    const file = JSON.parse(fixtureText(`memray/profiles/${version}-stats.json`));
    expect(weightTotal(profile, "bytes")).toBe(file.total_bytes_allocated);
    expect(weightTotal(profile, "allocations")).toBe(file.total_num_allocations);
    expect(profile.pid).toBe(file.metadata.pid);
    expect(bySize.has("(other locations)|:0")).toBe(true);
    expect(profile.warnings).toEqual([expect.stringContaining("allocated most")]);
  });
});

describe("memray's pages", () => {
  const nodes = (more: object) => ({
    function: [0, 2],
    filename: [1, 3],
    lineno: [0, 7],
    children: [[1], []],
    thread_id: [4, 5],
    value: [5, 5],
    n_allocations: [1, 1],
    ...more,
  });
  const strings = ["&lt;tracker&gt;", "<b>memray</b>", "&lt;lambda&gt;", "/a &amp;amp; b.py", "0x0", "0x1 (&#x27;(x))"];
  const page = (data: object) =>
    `<html><title>memray - flamegraph report</title><script>const packed_data = ${JSON.stringify(data)};</script>`;

  it("have names without their HTML escapes, undone once", () => {
    const profile = treeOf(profilesOf(textSource(page({ nodes: nodes({}), strings }))));
    expect(profile.functions.name).toContain("<lambda>");
    expect(profile.files).toEqual(["/a &amp; b.py"]);
    expect(profile.threads).toEqual([{ id: "0x1", name: "'(x)" }]);
  });

  it.each([
    ["a node that is its own child", nodes({ children: [[1], [1]] }), "not a tree"],
    ["a child that two nodes have", nodes({ children: [[1, 1], []] }), "not a tree"],
    ["children larger than their parent", nodes({ value: [4, 5] }), "smaller than its children"],
    ["a name that is not there", nodes({ function: [0, 9] }), "A text points outside"],
    ["a column that is cut off", nodes({ n_allocations: [1] }), "'n_allocations' of a node"],
  ])("with %s are refused", (_, broken, reason) => {
    const outcome = parseProfile(textSource(page({ nodes: broken, strings })));
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

function treeOf([profile]: readonly Profile[]): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

function oracleOf(version: string): Oracle {
  return JSON.parse(fixtureText(`memray/expected/${version}.json`));
}

/** Own values by stack, over all threads; stacks without any are left out. */
function stacksOf({ nodes, frames, functions, files }: TreeProfile, weight: number): Map<string, number> {
  const stacks = new Map<string, number>();
  const texts: string[] = [];
  nodes.parent.forEach((parent, node) => {
    const frame = nodes.frame[node] ?? 0;
    const index = frames.function[frame] ?? 0;
    const place = `${functions.name[index]}|${files[functions.file[index] ?? -1] ?? ""}:${frames.line[frame]}`;
    texts.push(parent < 0 ? place : `${texts[parent]} ${place}`);
    add(stacks, texts[node] ?? "", nodes.self[weight]?.[node] ?? 0);
  });
  return stacks;
}

function sumsOf(rows: readonly Row[], column: 1 | 2): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = row[0].map(([name, file, line]) => `${name}|${file}:${line}`).join(" ");
    add(sums, key || "<stack trace unavailable>|:0", row[column]);
  }
  return sums;
}

/** How deep in memray itself a program runs differs between its pages and its reader. */
const RUNNER = /^.*memray\/commands\/run\.py:\d+ ?/;

function add(sums: Map<string, number>, stack: string, value: number): void {
  const key = stack.replace(RUNNER, "");
  if (value > 0) sums.set(key, (sums.get(key) ?? 0) + value);
}
