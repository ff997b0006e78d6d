import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { URI } from "vscode-uri";
import type * as z from "zod/mini";
import { joinPieces, unpackFlamegraph } from "../../src/core/profile/pack.ts";
import { EVERYTHING } from "../../src/core/profile/profile-selection.ts";
import { unpackTimeSamples } from "../../src/core/profile/time-samples-pack.ts";
import type { ProfileSelection } from "../../src/core/protocol/lanes.ts";
import type { FileHeat, RunView, serverRequests } from "../../src/core/protocol/server.ts";
import { buildServer, type LspSession, startSession } from "./lsp-session.ts";

// A part of a profile: heat, hovers, hot spots and flamegraphs are of it, until everything is looked at again.

const PROGRAM = "def first():\n    return 1\n\n\ndef second():\n    return 2\n\n\nfirst()\nsecond()\n";

type Result<K extends "flamegraph" | "timeOrder"> = NonNullable<z.infer<(typeof serverRequests)[K]["result"]>>;

let session: LspSession;
let profile = "";
let script = "";

beforeAll(async () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "heatline-parts-")));
  script = path.join(folder, "app.py");
  profile = path.join(folder, "app.speedscope.json");
  writeFileSync(script, PROGRAM);
  writeFileSync(profile, JSON.stringify(speedscope()));
  session = await startSession(await buildServer(), { initializationOptions: { managed: true } }, ["--node-ipc"]);
});
afterAll(() => session.close());

/** Main: 1 s of `first`, then 3 s of `second`; another thread: 2 s of `second`. */
function speedscope(): object {
  const thread = (name: string, samples: number[][]) => ({
    type: "sampled",
    name: `Thread ${name.length} "${name}"`,
    unit: "seconds",
    startValue: 0,
    endValue: samples.length,
    samples,
    weights: samples.map(() => 0.1),
  });
  const frames = [
    { name: "<module>", file: script, line: 9 },
    { name: "first", file: script, line: 2 },
    { name: "<module>", file: script, line: 10 },
    { name: "second", file: script, line: 6 },
  ];
  const times = (count: number, stack: number[]) => Array.from({ length: count }, () => stack);
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: "py-spy@0.4.1",
    shared: { frames },
    profiles: [thread("MainThread", [...times(10, [0, 1]), ...times(30, [2, 3])]), thread("beside", times(20, [2, 3]))],
  };
}

const ask = <T>(method: string, params: unknown): Promise<T> =>
  session.connection.sendRequest(`heatline/${method}`, params);
const select = (change: Partial<ProfileSelection>) =>
  ask<RunView | null>("select", { which: profile, selection: { ...EVERYTHING, ...change } });
async function heat(): Promise<Record<number, number>> {
  const params = { uri: URI.file(script).toString(), weight: null, measure: "total", threshold: 0 };
  const { lines } = await ask<FileHeat>("heat", params);
  return Object.fromEntries(lines.map(({ line, total }) => [line, Math.round(total / 1e6)]));
}
const flamegraph = () => ask<Result<"flamegraph">>("flamegraph", { which: profile, weight: null });
const samplesOf = (data: Uint8Array) => unpackTimeSamples(joinPieces([data]));

it("the whole first: lanes of both threads, and the busiest in order of time", async () => {
  await ask("loadRun", { path: profile });
  expect(await heat()).toEqual({ 2: 1000, 6: 5000, 9: 1000, 10: 5000 });
  const { lanes, part } = await flamegraph();
  expect(part).toBeNull();
  expect(lanes.lanes.map(({ name, share }) => [name, Math.round(share * 6)])).toEqual([
    ["MainThread", 4],
    ["beside", 2],
  ]);
  expect(lanes.note).toMatch(/py-spy/);
  const time = await ask<Result<"timeOrder">>("timeOrder", { which: profile, thread: null });
  const samples = samplesOf(time.data);
  expect([...samples.endNs].map((end) => Math.round(end / 1e6))).toEqual([1000, 4000]);
  expect(time.weight.certainty).toEqual({ kind: "sampled", samples: 40 });
});

it("a span of time, cut inside a sample; the frames keep their numbers", async () => {
  const before = unpackFlamegraph(joinPieces((await flamegraph()).pieces));
  const view = await select({ span: { start: 0.25e9, end: 1.2e9 } });
  expect(view!.part!.title).toBe("250 ms–1.20 s");
  expect(await heat()).toEqual({ 2: 750, 6: 1150, 9: 750, 10: 1150 });
  const { pieces, part, lanes } = await flamegraph();
  const graph = unpackFlamegraph(joinPieces(pieces));
  expect(graph.total).toBeCloseTo(1.9e9, -3);
  expect(graph.frames).toEqual(before.frames);
  expect(part!.selection.span).toEqual({ start: 0.25e9, end: 1.2e9 });
  expect(lanes.lanes).toHaveLength(2);
});

it("the thread that is shown stays the busiest of the whole, while it is in the part at all", async () => {
  const shown = async () => {
    await flamegraph();
    return (await ask<Result<"timeOrder">>("timeOrder", { which: profile, thread: null })).thread.id;
  };
  await select({ threads: [{ pid: null, id: "10" }], span: { start: 0, end: 1e9 } });
  expect(await shown()).toBe("10");
  await select({ span: { start: 0, end: 1e9 }, through: { name: "second", file: script, firstLine: 5 } });
  expect(await shown()).toBe("6");
  await select({ span: { start: 0, end: 1.1e9 }, through: { name: "second", file: script, firstLine: 5 } });
  expect(await shown()).toBe("10");
});

it("a thread, a function, both", async () => {
  await select({ threads: [{ pid: null, id: "6" }] });
  expect(await heat()).toEqual({ 6: 2000, 10: 2000 });
  const view = await select({ through: { name: "first", file: script, firstLine: 1 } });
  expect(view!.part!.title).toBe("through first");
  expect(await heat()).toEqual({ 2: 1000, 9: 1000 });
});

it("a part with nothing in it is none: what was looked at stays", async () => {
  expect(await select({ span: { start: 8e9, end: 9e9 } })).toBeNull();
  expect(await heat()).toEqual({ 2: 1000, 9: 1000 });
});

it("the part outlives new numbers, and everything comes back", async () => {
  const again = await ask<RunView>("loadRun", { path: profile });
  expect(again.part!.title).toBe("through first");
  const view = await select({});
  expect(view!.part).toBeNull();
  expect(await heat()).toEqual({ 2: 1000, 6: 5000, 9: 1000, 10: 5000 });
});
