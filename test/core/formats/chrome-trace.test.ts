import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { functionAtLine, pathTotals } from "../../support/path-totals.ts";

const RECORDED = formatFixtures("chrome-trace").filter((fixture) => !fixture.includes("by-definition"));

it.each(RECORDED)("%s has the calls and elapsed times that a plain reader sums", (fixture) => {
  const isPySpy = fixture.includes("py-spy");
  const oracle: Record<string, [calls: number, us: number]> = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/")),
  );
  const sums = new Map<string, [number, number]>();
  for (const profile of treesOf(parseFixture(fixture))) addCalls(sums, profile, isPySpy);
  const headings = /^\S+ (?:thread|process \d.*):0$/;
  const expected = Object.entries(oracle).filter(([key]) => !headings.test(key));
  expect([...sums.keys()].sort()).toEqual(expected.map(([key]) => key).sort());
  for (const [key, [calls, us]] of expected) {
    if (!isPySpy) expect([key, sums.get(key)?.[0]]).toEqual([key, calls]);
    expect(sums.get(key)?.[1], key).toBeCloseTo(us, 2);
  }
});

describe("traces of VizTracer", () => {
  it.each(["viztracer-0.16.3", "viztracer-1.1.1"])("%s: functions with their first lines, C without file", (name) => {
    const [profile, ...others] = treesOf(parseFixture(`chrome-trace/profiles/${name}.json`));
    if (profile === undefined) throw new Error("no profile");
    expect(others).toEqual([]);
    const { functions, files } = profile;
    expect(profile.producer).toBe(name.replace("viztracer-", "VizTracer@"));
    const index = functions.name.indexOf("größe");
    expect([files[functions.file[index] ?? -1], functions.firstLine[index]]).toEqual(["/home/me/app/program.py", 10]);
    expect(functions.file[functions.name.indexOf("time.sleep")]).toBe(-1);
    expect(profile.weights.map(({ id, certainty }) => [id, certainty.kind])).toEqual([
      ["wall", "exact"],
      ["calls", "exact"],
    ]);
    expect(profile.warnings).toEqual([]);
  });

  it.each(["viztracer-0.16.3-tasks", "viztracer-1.1.1-tasks"])("%s: tasks are threads, and it is said", (name) => {
    const [profile] = treesOf(parseFixture(`chrome-trace/profiles/${name}.json`));
    expect(profile?.threads.map((thread) => thread.name)).toEqual(
      expect.arrayContaining(["MainThread", "Task-1", "Task-2"]),
    );
    expect(profile?.warnings).toEqual([expect.stringContaining("asyncio task")]);
  });
});

describe("traces of py-spy", () => {
  it("have executing lines, names of threads without their headings, and no exact numbers", () => {
    const [profile] = treesOf(parseFixture("chrome-trace/profiles/py-spy-threads.json"));
    expect(profile?.producer).toBe("py-spy");
    expect(profile?.threads.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["<b>worker 0</b>", "<b>worker 1</b>"]),
    );
    expect(profile?.functions.name.filter((name) => name.startsWith("thread ("))).toEqual([]);
    expect(profile && [...treeLineHeat(profile, 0).line]).toEqual(expect.arrayContaining([8]));
    expect(profile?.weights.map(({ id, certainty }) => [id, certainty.kind])).toEqual([["wall", "estimated"]]);
  });

  it("of several processes are several profiles", () => {
    const profiles = treesOf(parseFixture("chrome-trace/profiles/py-spy-subprocesses.json"));
    expect(new Set(profiles.map(({ pid }) => pid)).size).toBe(2);
  });
});

describe("traces of PyTorch", () => {
  const [cpu, gpu, ...others] = treesOf(parseFixture("chrome-trace/profiles/pytorch-by-definition.json"));

  it("nest operators in Python functions, by time", () => {
    const totals = cpu && pathTotals(cpu, 0, functionAtLine);
    const forward = "/<module>|train.py|1:0/forward|/home/me/app (v2)/model.py|12:0";
    const operator = `${forward}/nn.Module: Linear_0||0:0/<built-in function linear>||0:0/aten::linear||0:0/aten::addmm||0:0`;
    expect(totals?.get(forward)).toBe(600_000);
    expect(totals?.get(operator)).toBe(300_000);
    expect(totals?.get(`${operator}/cudaLaunchKernel||0:0`)).toBe(20_500);
  });

  it("put the call stack above the operators of a thread without Python functions", () => {
    const totals = cpu && pathTotals(cpu, 0, functionAtLine);
    const stack = "/<module>|train.py|0:41/step|train.py|0:30/backward|/home/me/app (v2)/model.py|0:15";
    expect(totals?.get(stack)).toBe(50_000);
    expect(totals?.get(`${stack}/aten::mul||0:0/aten::empty||0:0`)).toBe(10_000);
  });

  it("keep the GPU apart, and leave out what is no call", () => {
    expect(others).toEqual([]);
    expect(gpu?.threads).toEqual([{ id: "7", name: "stream 7" }]);
    expect(gpu && weightTotal(gpu, "wall")).toBe(150_000);
    expect(gpu?.timeline?.startNs[0]).toBe(400_000); // after the first call of the whole trace
  });
});

describe("traces", () => {
  const x = (name: string, ts: number, dur: number, tid = 1) => ({ ph: "X", name, ts, dur, pid: 1, tid });
  const be = (ph: string, name: string, ts: number) => ({ ph, name, ts, pid: 1, tid: 1 });
  const read = (events: object[]) => treesOf(profilesOf(textSource(JSON.stringify(events))))[0];

  it("keep the order of time: one span for each stretch of own time", () => {
    const profile = read([x("b", 20, 10), x("b", 40, 10), x("a", 10, 50)]);
    const { node, startNs, durationNs } = profile?.timeline ?? {};
    expect([...(node ?? [])].map((index, at) => [index, startNs?.[at], durationNs?.[at]])).toEqual([
      [0, 0, 10e3],
      [1, 10e3, 10e3],
      [0, 20e3, 10e3],
      [1, 30e3, 10e3],
      [0, 40e3, 10e3],
    ]);
    expect(profile && [...(profile.nodes.self[1] ?? [])]).toEqual([1, 2]);
  });

  it("nest calls of the same time as they were written: at their end, or at their begin", () => {
    const names = (profile: TreeProfile | undefined) => profile?.nodes.parent.length && [...profile.functions.name];
    const atEnd = read([x("c", 15, 1), x("b", 10, 10), x("a", 10, 10)]);
    const [b, a] = ["b", "a"].map((name) => atEnd?.functions.name.indexOf(name) ?? -1);
    const parentOfB = atEnd?.nodes.parent[atEnd.nodes.frame.indexOf(b ?? -1)] ?? -1;
    expect(atEnd?.nodes.frame[parentOfB]).toBe(a);
    const atBegin = read([x("a", 10, 10), x("b", 10, 10)]);
    expect([names(atBegin), [...(atBegin?.nodes.parent ?? [])]]).toEqual([
      ["a", "b"],
      [-1, 0],
    ]);
  });

  it("say what was cut or left out", () => {
    const profile = read([
      be("E", "z", 5),
      be("B", "a", 10),
      be("B", "b", 20),
      be("E", "b", 30),
      x("c", 25, 10, 2),
      x("d", 30, 10, 2),
    ]);
    expect(profile && weightTotal(profile, "wall")).toBe(20e3 + 10e3);
    expect(profile?.warnings).toEqual([
      "1 calls had not ended: they count up to the last event of their thread.",
      "1 calls began before the recording: they are left out.",
      "1 calls outlast the call around them: they were cut there.",
    ]);
  });

  const whole = JSON.stringify([x("a", 0, 10), x('b"]}', 20, 30)]);

  it.each([
    ["without its end", whole.slice(0, -1), 40e3, []],
    ["that ends with a comma", `${whole.slice(0, -1)},\n`, 40e3, []],
    [
      "that stops inside an event",
      `${whole.slice(0, -1)},{"ph":"X","na`,
      40e3,
      ["The file is cut off: only the events that are whole were read."],
    ],
    [
      "in an object that stops",
      `{"traceEvents":${whole.slice(0, -8)}`,
      10e3,
      ["The file is cut off: only the events that are whole were read."],
    ],
  ])("an array %s is read", (_, text, wallNs, warnings) => {
    const [profile] = treesOf(profilesOf(textSource(text)));
    expect(profile && weightTotal(profile, "wall")).toBe(wallNs);
    expect(profile?.warnings).toEqual(warnings);
  });

  it("of VizTracer say that its buffer ran over", () => {
    const metadata = { viztracer_metadata: { version: "1", overflow: true }, traceEvents: [x("a", 0, 1)] };
    const [profile] = treesOf(profilesOf(textSource(JSON.stringify(metadata))));
    expect(profile?.warnings).toEqual([expect.stringContaining("buffer was too small")]);
  });

  it("survive a depth of 200,000", () => {
    const events = Array.from({ length: 200_000 }, (_, depth) => be("B", "f", depth));
    const profile = read(events);
    expect(profile && weightTotal(profile, "calls")).toBe(200_000);
  });

  it.each([
    ["without a call", '[{"ph":"M","name":"process_name","pid":1}]', "holds no calls"],
    ["with a time that is none", '[{"ph":"X","ts":"1","pid":1}]', "not a number"],
    ["with a negative duration", '[{"ph":"X","ts":1,"dur":-1,"pid":1}]', "not negative"],
    ["with an event that is none", '[{"ph":"M"},3]', "An event should be an object"],
    ["with rubbish inside", '[{"ph":"X","ts":1 2}]', "not whole JSON"],
  ])("%s are refused", (_, text, reason) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

function treesOf(profiles: readonly Profile[]): TreeProfile[] {
  return profiles.map((profile) => {
    if (profile.kind !== "tree") throw new Error("not a tree");
    return profile;
  });
}

/** Calls and elapsed microseconds by thread and name, as `expected.py` sums them: recursive calls count each time. */
function addCalls(sums: Map<string, [number, number]>, profile: TreeProfile, withLine: boolean): void {
  const { nodes, frames, functions, threads } = profile;
  const totals = Float64Array.from(nodes.self[0] ?? []);
  for (let node = totals.length - 1; node >= 0; node--) {
    const parent = nodes.parent[node] ?? -1;
    if (parent >= 0) totals[parent] = (totals[parent] ?? 0) + (totals[node] ?? 0);
  }
  totals.forEach((total, node) => {
    const frame = nodes.frame[node] ?? 0;
    const name = `${functions.name[frames.function[frame] ?? 0]}:${withLine ? frames.line[frame] : ""}`;
    const key = `${threads[nodes.thread[node] ?? 0]?.id} ${name}`;
    const [calls, us] = sums.get(key) ?? [0, 0];
    sums.set(key, [calls + (nodes.self[1]?.[node] ?? 0), us + total / 1e3]);
  });
}
