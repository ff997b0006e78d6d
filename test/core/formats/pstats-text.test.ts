import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { GraphProfile, Profile } from "../../../src/core/profile/model.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

const fixtures = formatFixtures("pstats-text");
const HALF_A_MILLISECOND = 0.000501;

function graphOf(profile: Profile | undefined): GraphProfile {
  if (profile?.kind !== "graph") throw new Error("not a graph");
  return profile;
}

/** A function as pstats prints it. */
function printed({ functions, files }: GraphProfile, index: number): string {
  const file = files[functions.file[index] ?? -1];
  const name = functions.name[index] ?? "";
  if (file !== undefined) return `${file}:${functions.firstLine[index]}(${name})`;
  return name.startsWith("<") ? `{${name.slice(1, -1)}}` : name;
}

interface Expected {
  /** cc, nc, tt, ct */
  readonly functions: Readonly<Record<string, readonly [number, number, number, number]>>;
  /** caller, callee, nc, cc, tt, ct */
  readonly edges: readonly (readonly [string, string, number, number, number, number])[];
}

describe.each(fixtures.filter((name) => !name.includes("command-line")))("%s", (fixture) => {
  const expected: Expected = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(/\.txt$/, ".json")),
  );

  it("equals the statistics that were printed", () => {
    const graph = graphOf(parseFixture(fixture)[0]);
    const names = graph.functions.name.map((_, index) => printed(graph, index));
    const rows = Object.keys(expected.functions);
    if (fixture.includes("stripped")) expect(rows).toEqual(expect.arrayContaining(names));
    else expect(names.toSorted()).toEqual(rows.toSorted());
    names.forEach((name, index) => {
      const [cc, nc, tt, ct] = expected.functions[name] ?? [-1, -1, -1, -1];
      expect([graph.primitiveCalls[index], graph.calls[index]]).toEqual([cc, nc]);
      expect(Math.abs((graph.selfSeconds[index] ?? 0) - tt)).toBeLessThan(HALF_A_MILLISECOND);
      expect(Math.abs((graph.totalSeconds[index] ?? 0) - ct)).toBeLessThan(HALF_A_MILLISECOND);
    });
  });

  it("has the edges of the table that was printed with it", () => {
    const graph = graphOf(parseFixture(fixture)[0]);
    const { caller, callee, calls, primitiveCalls, selfSeconds } = graph.edges;
    const rows = [...caller].map((from, edge) =>
      [printed(graph, from), printed(graph, callee[edge] ?? 0), calls[edge], primitiveCalls[edge]].join(" "),
    );
    const all = expected.edges.map(([from, to, nc, cc]) => [from, to, nc, cc].join(" "));
    expect(rows.toSorted()).toEqual(/calle[er]s/.test(fixture) ? all.toSorted() : []);
    expect(selfSeconds.every((seconds) => seconds >= 0)).toBe(true);
  });
});

describe("printed tables of cProfile", () => {
  const HEAD = "         5 function calls (3 primitive calls) in 1.500 seconds\n\n   Ordered by: internal time\n\n";
  const COLUMNS = "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n";
  const graph = (text: string) => graphOf(profilesOf(textSource(text))[0]);

  it.each([
    ["      3/1    0.500    0.167    1.500    1.500 C:\\a b (x86)\\c.py:7(f)", [3, 1, 0.5, 1.5]],
    ["        0    0.000             0.000           C:\\a b (x86)\\c.py:7(f)", [0, 0, 0, 0]],
    ["      1/0    0.250    0.250    0.750           C:\\a b (x86)\\c.py:7(f)", [1, 0, 0.25, 0.75]],
    [
      "123456789012 12345.678    0.000 99999.999    0.000 C:\\a b (x86)\\c.py:7(f)",
      [123456789012, 123456789012, 12345.678, 99999.999],
    ],
  ])("have the row %s", (row, numbers) => {
    const { functions, files, calls, primitiveCalls, selfSeconds, totalSeconds } = graph(`${HEAD}${COLUMNS}${row}\n`);
    expect([functions.name[0], files[0], functions.firstLine[0]]).toEqual(["f", "C:\\a b (x86)\\c.py", 7]);
    expect([calls[0], primitiveCalls[0], selfSeconds[0], totalSeconds[0]]).toEqual(numbers);
  });

  it("name functions without a file as cProfile does", () => {
    const row = "        1    0.000    0.000    0.000    0.000 ";
    const { functions } = graph(
      `${HEAD}${COLUMNS}${row}{built-in method builtins.len}\n${row}~:0(<lambda>)\n${row}:0(setprofile)\n`,
    );
    expect(functions.name).toEqual(["<built-in method builtins.len>", "<lambda>", "setprofile"]);
    expect([...functions.file]).toEqual([-1, -1, -1]);
  });

  it("are a profile each, and one that is cut says so", () => {
    const table = `${HEAD}   List reduced from 35 to 1 due to restriction <1>\n${COLUMNS}        1    0.000    0.000    0.000    0.000 a.py:1(f)\n\n`;
    const profiles = profilesOf(textSource(table + table));
    expect(profiles).toHaveLength(2);
    expect(profiles[0]?.warnings).toEqual(["The table was cut when it was printed: 34 functions are missing."]);
    expect(profiles[0]?.weights[0]?.certainty.kind).toBe("estimated");
  });

  it("of callers alone are refused in words", () => {
    const text =
      "Function      was called by...\n                  ncalls  tottime  cumtime\na.py:1(f)     <-       1    0.000    0.000  b.py:2(g)\n";
    expect(parseProfile(textSource(text))).toMatchObject({
      ok: false,
      message: expect.stringContaining("callers alone"),
    });
  });
});
