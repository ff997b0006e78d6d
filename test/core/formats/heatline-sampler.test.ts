import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeFunctionTotals, treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, profilesOf, textSource } from "../../support/fixtures.ts";

const WHOLE = fixtureText("heatline-sampler.jsonl");

function parse(text: string): TreeProfile {
  const [profile] = profilesOf(textSource(text));
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

describe("the sampler's file", () => {
  const profile = parse(WHOLE);

  it("sums rows over flushes and threads", () => {
    expect(weightTotal(profile, "wall")).toBe(1005e6);
    expect(weightTotal(profile, "cpu")).toBe(995e6);
    expect(weightTotal(profile, "samples")).toBe(201);
    expect(profile.weights[0]?.certainty).toEqual({ kind: "sampled", samples: 201 });
    expect(profile.threads).toEqual([
      { id: "140001", name: "MainThread" },
      { id: "140002", name: "<b>worker</b>" },
    ]);
    expect(profile.pid).toBe(4711);
  });

  it("has functions with their first lines and lines below them", () => {
    const index = profile.functions.name.indexOf("größe");
    expect(profile.functions.firstLine[index]).toBe(3);
    expect(treeFunctionTotals(profile, 0).total[index]).toBe(905e6);
    const heat = treeLineHeat(profile, 0);
    const row = heat.line.indexOf(6);
    expect([heat.self[row], heat.total[row], heat.samples[row]]).toEqual([200e6, 200e6, 40]);
  });

  it("may be read while it grows: every line more is a file", () => {
    const lines = WHOLE.trimEnd().split("\n");
    const samples = lines.map((_, index) => weightTotal(parse(`${lines.slice(0, index + 1).join("\n")}\n`), "samples"));
    expect(samples).toEqual([0, 0, 0, 0, 140, 140, 140, 140, 201, 201]);
  });

  it("a last line that is not whole is not there yet", () => {
    const at = WHOLE.indexOf('{"type":"samples","tNs":2000000000');
    expect(weightTotal(parse(WHOLE.slice(0, at + 60)), "samples")).toBe(140);
  });

  it("a broken line inside is refused with its place", () => {
    const at = WHOLE.indexOf('{"type":"samples"');
    const outcome = parseProfile(textSource(`${WHOLE.slice(0, at)}{"type":\n${WHOLE.slice(at)}`));
    expect(outcome).toMatchObject({ ok: false, offset: null });
    const rubbish = parseProfile(textSource(`${WHOLE.slice(0, at)}{"type" 1}\n${WHOLE.slice(at)}`));
    expect(rubbish).toMatchObject({ ok: false, offset: at + 8 });
  });

  it("rows that say when they were are the timeline; one that does not, and there is none", () => {
    expect(profile.timeline).toBeNull();
    const [head = "", ...lines] = WHOLE.trimEnd().split("\n");
    const node = lines.findIndex((line) => line.includes('"type":"samples"'));
    const withRows = (rows: number[][]) =>
      parse([head, ...lines.slice(0, node), JSON.stringify({ type: "samples", tNs: 5, rows })].join("\n"));
    const ordered = withRows([
      [0, 2, 3, 30, 28, 100],
      [0, 1, 1, 10, 10, 130],
      [0, 2, 1, 10, 0, 190],
    ]);
    expect([...(ordered.timeline?.startNs ?? [])]).toEqual([100, 130, 190]);
    expect([...(ordered.timeline?.durationNs ?? [])]).toEqual([30, 10, 10]);
    expect(weightTotal(ordered, "wall")).toBe(50);
    expect(weightTotal(ordered, "cpu")).toBe(38);
    const mixed = withRows([
      [0, 2, 3, 30, 28, 100],
      [0, 1, 1, 10, 10],
    ]);
    expect(mixed.timeline).toBeNull();
    expect(weightTotal(mixed, "wall")).toBe(40);
  });

  it("rows that point nowhere are refused", () => {
    const outcome = parseProfile(textSource(WHOLE.replace("[0,2,120", "[0,99,120")));
    expect(outcome).toMatchObject({ ok: false, message: "The node of a row points outside its table." });
  });
});
