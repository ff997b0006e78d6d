import { expect, test } from "vitest";
import { type ImportedFrame, loadSpeedscopeImporter } from "../../../scripts/bench/speedscope-importer.mjs";
import { buildFlamegraph, flamegraphFrames } from "../../../src/core/profile/flamegraph.ts";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph, TreeProfile } from "../../../src/core/profile/model.ts";
import { timeOrder } from "../../../src/core/profile/time-order.ts";
import { threadSamples } from "../../../src/core/profile/time-samples.ts";
import { fixtureText, parseFixture, profileFixtures } from "../../support/fixtures.ts";

const classify = (file: string) => ({ path: file, origin: "own", package: "" }) as const;

function threadGraph(profile: TreeProfile, thread: number): Flamegraph | null {
  const frames = flamegraphFrames([profile], classify)[0];
  const merged = buildFlamegraph([profile], profile.weights[0]!.id, classify, true);
  if (!frames || !merged) return null;
  const { startNs, durationNs } = profile.timeline!;
  const endNs = startNs.reduce((end, start, index) => Math.max(end, start + durationNs[index]!), 0);
  return timeOrder(threadSamples(profile, thread, frames), { frames: merged.frames, weight: merged.weight, endNs });
}

const timed = profileFixtures().flatMap((name) => {
  const trees = parseFixture(name).filter((profile): profile is TreeProfile => profile.kind === "tree");
  return trees.filter(({ timeline }) => timeline !== null).map((profile) => ({ name, profile }));
});

test.each(timed)("$name: each thread's boxes have the time of its samples, function by function", ({ profile }) => {
  expect(timed.length).toBeGreaterThan(10);
  for (const [thread, { name }] of profile.threads.entries()) {
    const graph = threadGraph(profile, thread);
    if (graph === null) continue;
    const { node, durationNs } = profile.timeline!;
    const total = node.reduce(
      (sum, leaf, index) => sum + (profile.nodes.thread[leaf] === thread ? durationNs[index]! : 0),
      0,
    );
    expect(graph.total, name).toBeCloseTo(total, -Math.log10(Math.max(1, total)) + 6);
    const { nodes } = profile;
    const isWall = profile.weights[0]?.id === "wall" && profile.timeline?.unit === "ns";
    const self = nodes.self[0]!.map((value, at) => (nodes.thread[at] === thread ? value : 0));
    const wall = self.reduce((sum, value) => sum + value, 0);
    // Some files have weights that are not the durations: what their boxes are to be compared with is the time.
    if (!isWall || Math.abs(wall - total) > total * 1e-6) continue;
    const merged = buildFlamegraph([{ ...profile, nodes: { ...nodes, self: [self] } }], "wall", classify, true);
    if (merged !== null) expect(byFunction(graph)).toEqual(byFunction(merged));
  }
});

function byFunction(graph: Flamegraph): Record<string, string> {
  const { frame, self, total } = functionTotals(graph);
  const rows = Array.from(frame, (at, row) => {
    const { name, file, firstLine } = graph.frames;
    return [`${name[at]} ${file[at]}:${firstLine[at]}`, `${self[row]!.toPrecision(6)} ${total[row]!.toPrecision(6)}`];
  });
  return Object.fromEntries(rows.sort());
}

test.each(["py-spy-single", "py-spy-threads"])(
  "%s: the boxes are those of speedscope's own order of time",
  async (name) => {
    const file = `${name}.speedscope.json`;
    const importText = await loadSpeedscopeImporter();
    const { profiles } = await importText(file, fixtureText(file));
    const ours = parseFixture(file).filter((profile): profile is TreeProfile => profile.kind === "tree");
    const graphs = ours.flatMap((profile) => profile.threads.map((_, thread) => threadGraph(profile, thread)!));
    expect(graphs.length).toBe(profiles.length);
    for (const [index, profile] of profiles.entries()) {
      const boxes: string[] = [];
      const open: { name: string; line: number; at: number }[] = [];
      profile.forEachCall(
        ({ frame }, at) => {
          if (!isNoFunction(frame)) open.push({ name: frame.name, line: frame.line ?? 0, at });
        },
        ({ frame }, at) => {
          const closed = isNoFunction(frame) ? undefined : open.pop();
          if (closed)
            boxes.push(`${open.length} ${closed.name}:${closed.line} ${closed.at.toFixed(3)}-${at.toFixed(3)}`);
        },
      );
      const { start, totals, depth, frame, frames } = graphs[index]!;
      const ourBoxes = Array.from(start, (from, node) => {
        const [first, last] = [from / 1e9, (from + totals[node]!) / 1e9];
        return `${depth[node]} ${frames.name[frame[node]!]}:${frames.line[frame[node]!]} ${first.toFixed(3)}-${last.toFixed(3)}`;
      });
      expect(ourBoxes.sort()).toEqual(boxes.sort());
    }
  },
);

/** What speedscope keeps and we leave out: see `isHeading` of the importer. */
function isNoFunction({ name, file = "" }: ImportedFrame): boolean {
  return (name === "__init__" && file === "__init__") || (file === "" && /^(?:process \d+:"|thread \()/.test(name));
}
