import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { functionAtLine, functionName, pathTotals } from "../../support/path-totals.ts";

/** [identifier, seconds, {attribute: seconds}, children], as pyinstrument's own code made it. */
type OracleFrame = [identifier: string, seconds: number, attributes: Record<string, number>, children: OracleFrame[]];
type Ending = "pyisession" | "html" | "json";

const FIXTURES = ["v4.1.1", "v4.6.2", "v5.1.3"].flatMap((version) =>
  (["pyisession", "html", "json"] as const).map((ending) => [version, ending] as const),
);

describe.each(FIXTURES)("pyinstrument %s, %s", (version, ending) => {
  const profile = treeOf(parseFixture(`pyinstrument/profiles/${version}.${ending}`));
  // Until 4.6 pages held what -r json prints.
  const oracle: Record<Ending, OracleFrame> = JSON.parse(fixtureText(`pyinstrument/expected/${version}.json`));
  const root = oracle[ending === "html" && version < "v5" ? "json" : ending];

  it("has the stacks and times of pyinstrument's own tree", () => {
    expectSame(pathTotals(profile, 0, functionName), oracleTotals(root));
  });

  it("is sampled, as often as the file says", () => {
    const { certainty } = profile.weights[0] ?? {};
    expect(certainty).toEqual({ kind: "sampled", samples: expect.any(Number) });
    if (ending === "pyisession") expect(weightTotal(profile, "samples")).toBe(profile.timeline?.node.length);
  });
});

it.each([
  ["v4.6.2", "pyisession"],
  ["v5.1.3", "pyisession"],
  ["v5.1.3", "html"],
] as const)("lines of %s, %s have the seconds that pyinstrument recorded", (version, ending) => {
  const profile = treeOf(parseFixture(`pyinstrument/profiles/${version}.${ending}`));
  const oracle: Record<Ending, OracleFrame> = JSON.parse(fixtureText(`pyinstrument/expected/${version}.json`));
  const totals = pathTotals(profile, 0, functionName, functionAtLine);
  for (const path of totals.keys()) if (path.endsWith(":0")) totals.delete(path);
  expectSame(totals, oracleTotals(oracle[ending], true));
});

describe("a page's tree with seconds per line", () => {
  it("places calls on lines where the times tell, in the order of time", () => {
    const spin = (seconds: number) => frame("spin\0/a.py\x0010", seconds, { l11: seconds });
    const sleep = frame("sleep\0<built-in>\x000", 0.5, {});
    const main = frame("main\0/a.py\x001", 3.5, { l2: 1, l3: 0.5, l4: 2 }, [spin(1), sleep, spin(2)]);
    const profile = treeOf(profilesOf(textSource(page(main))));
    expect([...pathTotals(profile, 0, functionAtLine)]).toEqual([
      ["/main|/a.py|1:2", 1e9],
      ["/main|/a.py|1:3", 0.5e9],
      ["/main|/a.py|1:4", 2e9],
      ["/main|/a.py|1:2/spin|/a.py|10:11", 1e9],
      ["/main|/a.py|1:3/sleep||0:0", 0.5e9],
      ["/main|/a.py|1:4/spin|/a.py|10:11", 2e9],
    ]);
    expect([...(profile.timeline?.startNs ?? [])]).toEqual([0, 1e9, 1.5e9]);
    expect(profile.warnings).toEqual([]);
  });

  it("shares out a call that two lines made: the lines keep their seconds, and the guess is said", () => {
    const spin = frame("spin\0/a.py\x0010", 3, { l11: 1, l12: 2 });
    const profile = treeOf(profilesOf(textSource(page(frame("main\0/a.py\x001", 3, { l2: 1.5, l4: 1.5 }, [spin])))));
    const heat = treeLineHeat(profile, 0);
    expect([...heat.line].map((line, row) => [line, heat.self[row], heat.total[row]])).toEqual([
      [2, 0, 1.5e9],
      [4, 0, 1.5e9],
      [11, 1e9, 1e9],
      [12, 2e9, 2e9],
    ]);
    expect(profile.warnings).toEqual([expect.stringContaining("shared out")]);
  });

  it("does not grow beyond bounds where every frame has two lines and one call", () => {
    let json = '{"identifier":"f\\u0000/a.py\\u00001","time":4,"attributes":{},"children":[]}';
    for (let depth = 0; depth < 5000; depth++)
      json = `{"identifier":"f\\u0000/a.py\\u00001","time":4,"attributes":{"l1":1,"l2":3},"children":[${json}]}`;
    const profile = treeOf(profilesOf(textSource(page(json))));
    expect(weightTotal(profile, "wall")).toBeCloseTo(4e9);
    expect(profile.nodes.parent.length).toBeLessThan(31_000);
  });
});

describe("pyinstrument files", () => {
  it("keep threads apart and never take the heading of a thread for a call", () => {
    const records = [
      [["MainThread\0<thread>\x001", "f\0/a.py\x001\x01l2"], 0.5],
      [["worker\0<thread>\x007", "f\0/a.py\x001\x01cA\x01l3", "[await]"], 0.25],
      [["MainThread\0<thread>\x001"], 1],
      [["MainThread\0<thread>\x001", "f\0/a.py\x001\x01l2"], 0.5],
    ];
    const profile = treeOf(profilesOf(textSource(session(records))));
    expect(profile.threads).toEqual([
      { id: "1", name: "MainThread" },
      { id: "7", name: "worker" },
    ]);
    expect(profile.functions.name).toEqual(["f", "[await]"]);
    expect([...profile.nodes.thread]).toEqual([0, 1, 1]);
    expect([...(profile.nodes.self[0] ?? [])]).toEqual([1e9, 0, 0.25e9]);
    expect([...(profile.timeline?.startNs ?? [])]).toEqual([0, 0.5e9, 1.75e9]);
  });

  it("of runs without a sample are empty profiles", () => {
    const [profile] = profilesOf(textSource(page(null)));
    expect(profile?.warnings).toEqual(["Nothing was sampled."]);
  });

  it.each([
    ["a record that is none", session([3]), "frame record should be a list"],
    ["a frame that is no text", session([[[3], 1]]), "not a text"],
    ["a time that is none", session([[["f\0/a.py\x001"], "1"]]), "not negative"],
    ["a page that is cut off", page(null).slice(0, 60), "not a profile"],
    ["a frame without time", page({ identifier: "f", children: [] }), "The time of a frame"],
  ])("with %s are refused with the reason", (_, text, reason) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

function treeOf([profile]: readonly Profile[]): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

function frame(identifier: string, time: number, attributes: Record<string, number>, children: unknown[] = []): object {
  return { identifier, time, attributes, children };
}

function page(root: unknown): string {
  const tree = typeof root === "string" ? root : JSON.stringify(root);
  const data = `{"session": {"sample_count": 7}, "frame_tree": ${tree}}`;
  return `<!DOCTYPE html><script>const sessionData = ${data};\npyinstrumentHTMLRenderer.render(0, sessionData);</script>`;
}

function session(records: unknown[]): string {
  return JSON.stringify({ frame_records: records, start_time: 1, sample_count: 1, start_call_stack: [] });
}

/** Totals by path, or by path and line, of a tree of pyinstrument's: its own frames of time and threads left out. */
function oracleTotals(root: OracleFrame, byLine = false): Map<string, number> {
  const totals = new Map<string, number>();
  const add = (key: string, seconds: number) => totals.set(key, (totals.get(key) ?? 0) + seconds * 1e9);
  const visit = ([identifier, seconds, attributes, children]: OracleFrame, above: string): void => {
    const [name = "", file = "", line = "0"] = identifier.split("\0");
    if (name === "[self]") return;
    const isReal = file !== "<thread>" && name !== "[root]";
    const place = file === "<built-in>" || name === "[await]" ? "|0" : `${file}|${line}`;
    const path = isReal ? `${above}/${name}|${place}` : above;
    const lines = Object.entries(attributes).filter(([attribute]) => attribute.startsWith("l"));
    if (byLine) for (const [attribute, value] of lines) add(`${path}:${attribute.slice(1)}`, value);
    else if (isReal) add(path, seconds);
    for (const child of children) visit(child, path);
  };
  visit(root, "");
  return totals;
}

/** Pages and JSON have microseconds. */
function expectSame(actual: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, value] of expected) expect(Math.abs((actual.get(path) ?? 0) - value), path).toBeLessThan(20_000);
}
