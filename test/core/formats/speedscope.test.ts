import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import {
  parseFixture,
  piecewiseSource,
  profilesOf,
  readFixture,
  sourceOf,
  textSource,
} from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";

const SCHEMA = "https://www.speedscope.app/file-format-schema.json";

function file(profiles: object[], exporter = "made by hand"): string {
  const frames = [
    { name: "main", file: "/a b/app.py", line: 3 },
    { name: "work", file: "/a b/app.py", line: 9, col: null },
    { name: "<img src=x onerror=alert(1)>", file: "/ü/<b>.py", line: null },
    { name: 'process 7:"x; y"', file: "", line: 0 },
  ];
  return JSON.stringify({ $schema: SCHEMA, exporter, shared: { frames }, profiles });
}

function sampled(samples: number[][], weights: number[], name = "p", unit = "seconds"): object {
  return { type: "sampled", name, unit, startValue: 0, endValue: 1, samples, weights };
}

function treesOf(text: string): TreeProfile[] {
  return profilesOf(textSource(text)).map((profile) => {
    if (profile.kind !== "tree") throw new Error("not a tree");
    return profile;
  });
}

describe("speedscope files that py-spy wrote", () => {
  it("one thread: time is samples times 1/rate", () => {
    const [profile, ...others] = parseFixture("py-spy-single.speedscope.json");
    expect(others).toEqual([]);
    expect(profile?.producer).toMatch(/^py-spy@/);
    const samples = profile ? weightTotal(profile, "samples") : 0;
    expect(samples).toBeGreaterThan(20);
    expect(profile && weightTotal(profile, "wall")).toBeCloseTo(samples * 5e6, 0);
    expect(profile?.weights[0]).toMatchObject({ id: "wall", unit: "ns", certainty: { kind: "sampled", samples } });
  });

  it("threads of one process are one profile; names stay as they are, headings are left out", () => {
    const [profile, ...others] = parseFixture("py-spy-threads.speedscope.json");
    expect(others).toEqual([]);
    if (profile?.kind !== "tree") throw new Error("not a tree");
    expect(profile.threads.map(({ name }) => name).sort()).toEqual([
      "<b>worker 0</b>",
      "<b>worker 1</b>",
      "MainThread",
    ]);
    expect(profile.functions.name).toContain("größe");
    expect(profile.functions.name.filter((name) => name.startsWith("thread ("))).toEqual([]);
    expect(profile.files).toContain("/home/me/a folder/<img src=x>/threads.py");
  });

  it("processes are profiles of their own", () => {
    const profiles = parseFixture("py-spy-subprocesses.speedscope.json");
    expect(profiles).toHaveLength(2);
    expect(new Set(profiles.map(({ pid }) => pid)).size).toBe(2);
    expect(profiles.every(({ pid }) => pid !== null)).toBe(true);
  });
});

describe("speedscope files", () => {
  it("give heat per line; unknown lines have none", () => {
    const [profile] = treesOf(file([sampled([[0, 1], [0], [0, 2]], [0.5, 0.25, 0.25])]));
    if (profile === undefined) throw new Error("no profile");
    const heat = treeLineHeat(profile, 0);
    expect([...heat.line]).toEqual([3, 9]);
    expect([...heat.total]).toEqual([1e9, 0.5e9]);
    expect([...heat.self]).toEqual([0.25e9, 0.5e9]);
    expect([...heat.samples]).toEqual([3, 1]);
  });

  it.each([
    ["seconds", "wall", 2e9],
    ["milliseconds", "wall", 2e6],
    ["microseconds", "wall", 2e3],
    ["nanoseconds", "wall", 2],
    ["bytes", "bytes", 2],
    ["none", "samples", 2],
  ])("in %s give the weight %s", (unit, id, total) => {
    const [profile] = treesOf(file([sampled([[0]], [2], "p", unit)]));
    expect(profile && weightTotal(profile, id)).toBe(total);
  });

  it("with events give exact times, calls nested", () => {
    const event = (type: string, frame: number, at: number) => ({ type, frame, at });
    const events = [event("O", 0, 1), event("O", 1, 2), event("C", 1, 5), event("C", 0, 6)];
    const [profile] = treesOf(
      file([{ type: "evented", name: "p", unit: "nanoseconds", startValue: 0, endValue: 6, events }]),
    );
    expect(profile?.weights.map(({ id, certainty }) => [id, certainty.kind])).toEqual([["wall", "exact"]]);
    expect([...(profile?.nodes.self[0] ?? [])]).toEqual([2, 3]);
  });

  it("leave out CPython's frame between a class and its __init__, for py-spy", () => {
    const frames = [
      { name: "main", file: "/app/app.py", line: 3 },
      { name: "__init__", file: "__init__", line: 0 },
      { name: "__init__", file: "/app/app.py", line: 9 },
    ];
    const profiles = [
      sampled(
        [
          [0, 1, 2],
          [0, 1],
        ],
        [0.01, 0.01],
      ),
    ];
    const [profile] = treesOf(
      JSON.stringify({ $schema: SCHEMA, exporter: "py-spy@0.4.2", shared: { frames }, profiles }),
    );
    expect(profile?.files).toEqual(["/app/app.py"]);
    expect([...(profile?.nodes.parent ?? [])]).toEqual([-1, 0]);
    expect([...(profile?.nodes.self[1] ?? [])]).toEqual([1, 1]);
  });

  it("leave out the samples of Heatline's own probe, beside which py-spy looks at the program", () => {
    const frames = [
      { name: "main", file: "/app/app.py", line: 3 },
      { name: "_loop", file: "/ext/probe/heatline_probe/sampler.py", line: 97 },
      { name: "wait_for_go", file: "C:\\ext\\probe\\heatline_probe\\handshake.py", line: 50 },
    ];
    const profiles = [sampled([[0], [0, 2], [0]], [0.01, 0.01, 0.01]), sampled([[1], [1]], [0.01, 0.01])];
    const [profile] = treesOf(
      JSON.stringify({ $schema: SCHEMA, exporter: "py-spy@0.4.2", shared: { frames }, profiles }),
    );
    expect(profile?.functions.name).toEqual(["main"]);
    expect(profile && weightTotal(profile, "samples")).toBe(2);
    expect(profile?.weights[0]?.certainty).toEqual({ kind: "sampled", samples: 2 });
  });

  it("drop py-spy's process headings only for py-spy", () => {
    const stacks = [sampled([[3, 0]], [1], 'Process 7 Thread 8 "M"')];
    expect(treesOf(file(stacks, "py-spy@0.4.2"))[0]?.nodes.parent).toHaveLength(1);
    expect(treesOf(file(stacks, "other"))[0]?.nodes.parent).toHaveLength(2);
  });

  it.each([
    ["cut off", file([]).slice(0, -4), "not whole JSON"],
    ["samples without weights", file([sampled([[0]], [])]), "1 samples but 0 weights"],
    ["a frame that is not there", file([sampled([[4]], [1])]), "outside its table"],
    ["a frame that is no number", file([sampled([["0" as never]], [1])]), "outside its table"],
    ["a negative weight", file([sampled([[0]], [-1])]), "not negative"],
    ["no frames", `{"$schema":"${SCHEMA}","profiles":[]}`, "'shared'"],
  ])("%s: refused with the reason", (_, text, reason) => {
    const outcome = parseProfile(textSource(text));
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

describe("the order of time in speedscope files", () => {
  const spansOf = (profile: TreeProfile | undefined) => {
    const { node, startNs, durationNs } = profile?.timeline ?? { node: [], startNs: [], durationNs: [] };
    return [...node].map((leaf, index) => [leaf, startNs[index], durationNs[index]]);
  };

  it("is kept for samples, each thread from where it begins", () => {
    const late = { ...sampled([[0]], [3], "late", "nanoseconds"), startValue: 105 };
    const [profile] = treesOf(
      file([{ ...sampled([[0, 1], [], [0]], [2, 4, 1], "p", "nanoseconds"), startValue: 100 }, late]),
    );
    expect(spansOf(profile)).toEqual([
      [1, 0, 2],
      [0, 6, 1],
      [2, 5, 3],
    ]);
  });

  it("is kept for events", () => {
    const event = (type: string, frame: number, at: number) => ({ type, frame, at });
    const events = [event("O", 0, 11), event("O", 1, 12), event("C", 1, 15), event("C", 0, 16), event("O", 0, 20)];
    const [profile] = treesOf(
      file([{ type: "evented", name: "p", unit: "microseconds", startValue: 10, endValue: 22, events }]),
    );
    expect(spansOf(profile)).toEqual([
      [0, 1000, 1000],
      [1, 2000, 3000],
      [0, 5000, 1000],
      [0, 10000, 2000],
    ]);
    expect(profile?.warnings).toHaveLength(1);
  });

  it("is not known of bytes; of weights without a unit it is the order, in samples", () => {
    expect(treesOf(file([sampled([[0]], [2], "p", "bytes")]))[0]?.timeline).toBeNull();
    const ordered = treesOf(file([sampled([[0], [1]], [2, 3], "p", "none")]))[0];
    expect(ordered?.timeline).toMatchObject({
      unit: "samples",
      startNs: Float64Array.of(0, 2),
      durationNs: Float64Array.of(2, 3),
    });
  });
});

describe("speedscope files read piece by piece", () => {
  it.each(["single", "threads", "subprocesses"])("become the same profiles: %s", (name) => {
    const bytes = readFixture(`py-spy-${name}.speedscope.json`);
    const whole = profilesText(profilesOf(sourceOf(bytes)));
    for (const pieceBytes of [7, 100, 4096])
      expect(profilesText(profilesOf(piecewiseSource(bytes, pieceBytes)))).toBe(whole);
  });

  it("may have their parts in any order, blanks and what nobody knows", () => {
    const text = `{ "more" : [{"a" : ["]}", -1.5e3, null]}], "profiles": [
      {"weights": [ 1, 2.50, 1e1 ], "samples": [ [ 0 , 1 ], [0], []], "name": "\\u00fc", "unit": "none", "type": "sampled"}],
      "shared": {"other": 1, "frames": [{"name": "f\\n\\ud83d\\ude00"}, {"name": "g", "file": null}]}, "name": "n", "$schema": "${SCHEMA}"}`;
    const [profile] = treesOf(text);
    expect(profile?.functions.name).toEqual(["f\n\u{1f600}", "g"]);
    expect(profile?.threads[0]?.name).toBe("ü");
    expect([...(profile?.nodes.self[0] ?? [])]).toEqual([2.5, 1]);
  });

  it("may have a million frames in one stack", () => {
    const stack = Array.from({ length: 1_000_000 }, () => 0);
    const [profile] = treesOf(file([sampled([stack], [1])]));
    expect(profile?.nodes.parent).toHaveLength(1_000_000);
  });

  it("that nest without end are refused or passed over, not recursed into", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect(treesOf(file([sampled([[0]], [1])]).replace("{", `{"x":${deep},`))).toHaveLength(1);
    expect(parseProfile(textSource(file([]).replace('"made by hand"', deep)))).toMatchObject({ ok: false });
  });
});
