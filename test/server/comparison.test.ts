import { mkdtempSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { joinPieces, unpackFlamegraph } from "../../src/core/profile/pack.ts";
import { createBaselines } from "../../src/server/baselines.ts";
import { frameLocation, runFlamegraph } from "../../src/server/flamegraph.ts";
import { createParts } from "../../src/server/parts.ts";
import { readProfileFile } from "../../src/server/profile-reader.ts";
import { createRunStore } from "../../src/server/run-store.ts";
import { timeOrderOf } from "../../src/server/time-order.ts";
import { makeRun, profileWithCprofile, type RunFixture, writeSampler } from "./run-fixture.ts";

const stack = (line: number) =>
  [
    ["<module>", 1, 16],
    ["main", line, line + 2],
  ] as const;
const PLACES = { folders: [], mappings: [] };

function sampledRun(rows: Parameters<typeof writeSampler>[2]): RunFixture {
  const run = makeRun([{ profiler: "sampler", rateHz: 100 }]);
  writeSampler(run, run.script, rows);
  return run;
}

const unpacked = (pieces: Uint8Array[]): Flamegraph => unpackFlamegraph(joinPieces(pieces));
/** `name before>after` in samples of 10 ms. */
const drawn = ({ frame, frames, comparison }: Flamegraph) =>
  [...frame].map((of, node) => {
    const samples = (side: "before" | "after") => (comparison?.[side].totals[node] ?? 0) / 1e7;
    return `${frames.name[of]} ${samples("before")}>${samples("after")}`;
  });

describe("a run compared with another", () => {
  it("has the functions of both in one tree, though their files and lines moved; a frame opens where it is now", async () => {
    const before = sampledRun([
      [[...stack(11), ["parse", 4, 7]], 80],
      [[...stack(11), ["load", 30, 31]], 20],
    ]);
    const after = sampledRun([
      [[...stack(15), ["parse", 8, 11]], 30],
      [[...stack(15), ["parse", 8, 12]], 10],
      [[...stack(15), ["cache", 20, 21]], 10],
    ]);
    const store = createRunStore();
    const index = await store.load(after.dir, PLACES);
    const baseline = await createBaselines(store).use(null, before.dir, PLACES);
    expect(store.current).toBe(index);
    const packed = runFlamegraph(index, null, baseline)!;
    expect(packed.weights.map(({ id }) => id)).toEqual(["wall", "samples"]);
    const graph = unpacked(packed.pieces);
    expect(drawn(graph)).toEqual(["<module> 100>50", "main 100>50", "parse 80>40", "load 20>0", "cache 0>10"]);
    expect(frameLocation(packed.sent, graph.frames.name.indexOf("parse"))).toEqual({ path: after.script, line: 8 });
    expect(frameLocation(packed.sent, graph.frames.name.indexOf("load"))).toEqual({ path: before.script, line: 30 });
  });

  it("has only the weights of both, the one asked for where it is one of them", async () => {
    const sampled = sampledRun([[stack(11), 30]]);
    const both = makeRun([{ profiler: "sampler", rateHz: 100 }, { profiler: "cprofile" }]);
    profileWithCprofile(both);
    writeSampler(both, both.script, [[stack(11), 30]]);
    const store = createRunStore();
    const index = await store.load(both.dir, PLACES);
    expect(index.weights.map(({ id }) => id)).toEqual(["wall", "samples", "calls"]);
    const packed = runFlamegraph(index, "samples", await createBaselines(store).use(null, sampled.dir, PLACES))!;
    expect(packed.weights.map(({ id }) => id)).toEqual(["wall", "samples"]);
    expect(unpacked(packed.pieces).weight.id).toBe("samples");
  });

  it("compares the part that is looked at with all of the other", async () => {
    const before = sampledRun([[[...stack(11), ["parse", 4, 7]], 80]]);
    const after = sampledRun([
      [[...stack(11), ["parse", 4, 7]], 40],
      [[...stack(11), ["cache", 20, 21]], 20],
    ]);
    const store = createRunStore();
    const index = await store.load(after.dir, PLACES);
    const through = { name: "cache", file: after.script, firstLine: 20 };
    const part = createParts().select(index, { threads: null, span: null, through })!;
    const packed = runFlamegraph(part, null, await createBaselines(store).use(null, before.dir, PLACES))!;
    expect(drawn(unpacked(packed.pieces))).toEqual(["<module> 80>20", "main 80>20", "parse 80>0", "cache 0>20"]);
    expect(timeOrderOf(packed.sent, null)).toBeNull();
  });

  it("says in a sentence why it cannot be", async () => {
    const run = sampledRun([[stack(11), 30]]);
    const memory = path.join(run.folder, "memory.collapsed");
    writeFileSync(memory, "main (a.py:1) 12\n");
    const store = createRunStore();
    const index = await store.load(run.dir, PLACES);
    const baselines = createBaselines(store);
    const other = { ...(await baselines.use(null, memory, PLACES))!, weights: [] };
    expect(() => runFlamegraph(index, null, other)).toThrow(
      "These two cannot be compared: one measured time, samples, the other nothing. Choose one that measured the same.",
    );
    await expect(baselines.use(null, path.join(run.folder, "gone"), PLACES)).rejects.toThrow(
      "gone cannot be compared with: it is not there any more.",
    );
    await expect(baselines.use(null, run.folder, PLACES)).rejects.toThrow(/run/);
  });
});

describe("what others are compared with", () => {
  let folder = "";
  let reads: string[];
  const read = async (file: string) => {
    reads.push(path.basename(file));
    return readProfileFile(file);
  };
  const collapsed = (name: string) => {
    writeFileSync(path.join(folder, name), "main (a.py:1) 5\n");
    return path.join(folder, name);
  };
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "heatline-compared-")));
    reads = [];
  });

  it("is read once, and kept until nobody compares with it or looks at it any more", async () => {
    const store = createRunStore(read);
    const baselines = createBaselines(store);
    const [a, b] = [collapsed("a.collapsed"), collapsed("b.collapsed")];
    await store.open(b, PLACES);
    await baselines.use(a, b, PLACES);
    await baselines.use(a, b, PLACES);
    await baselines.use(null, b, PLACES);
    expect(reads).toEqual(["b.collapsed"]);
    store.close(b);
    baselines.release(a);
    expect(store.find(b)).not.toBeNull();
    await baselines.use(null, null);
    expect(store.find(b)).toBeNull();
  });

  it("stays open for its own view when the comparison ends", async () => {
    const store = createRunStore(read);
    const baselines = createBaselines(store);
    const file = collapsed("a.collapsed");
    await store.open(file, PLACES);
    await baselines.use(null, file, PLACES);
    baselines.release(null);
    expect(store.find(file)).not.toBeNull();
  });

  it("of a run is read once when it has ended, and changes nothing that is current", async () => {
    const run = sampledRun([[stack(11), 30]]);
    const store = createRunStore(read);
    const baselines = createBaselines(store);
    const first = await baselines.use(null, run.dir, PLACES);
    expect(await baselines.use(null, run.dir, PLACES)).toBe(first);
    expect(store.current).toBeNull();
    expect(readdirSync(run.dir)).toContain("sampler.1.jsonl");
    const current = await store.load(run.dir, PLACES);
    expect(await baselines.use(null, run.dir, PLACES)).toBe(current);
  });
});
