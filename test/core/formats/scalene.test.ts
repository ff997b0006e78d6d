import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightIndex, weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

const FILES = ["v1", "v1-stacks", "v2", "v2-stacks"];

describe.each(FILES)("Scalene's %s.json", (name) => {
  const profile = treeOf(parseFixture(`scalene/profiles/${name}.json`));
  const printed = readReport(fixtureText(`scalene/expected/${name}.txt`));
  const elapsedNs = printed.seconds * 1e9;

  it("has the time of Python, native code and waiting of each line that Scalene prints", () => {
    const [python, native, wall, cpu] = ["python", "native", "wall", "cpu"].map((id) => selfByLine(profile, id));
    for (const [line, [printedPython, printedNative, printedSystem]] of printed.rows) {
      const expectPercent = (ns: number, shown: number): void => {
        // Whole percent, and nothing at all below one.
        expect(Math.abs((ns / elapsedNs) * 100 - shown), `line ${line}`).toBeLessThan(shown === 0 ? 1.01 : 0.6);
      };
      expectPercent(python?.get(line) ?? 0, printedPython);
      expectPercent(native?.get(line) ?? 0, printedNative);
      expectPercent((wall?.get(line) ?? 0) - (cpu?.get(line) ?? 0), printedSystem);
    }
  });

  it("is all of the elapsed time, and is not said to be exact", () => {
    expect(weightTotal(profile, "wall") / elapsedNs).toBeCloseTo(1, 2);
    expect(profile.weights.filter(({ certainty }) => certainty.kind === "exact")).toEqual([]);
  });

  it("names functions of lines, and has their first lines", () => {
    const names = profile.functions.name.map((text, index) => [text, profile.functions.firstLine[index]]);
    expect(names).toEqual(
      expect.arrayContaining([
        ["native", 13],
        ["keep", 17],
        ["main", 25],
      ]),
    );
    expect(profile.files).toEqual(["/home/me/app/program.py"]);
  });
});

describe("Scalene's memory", () => {
  it.each([
    ["v1", 0],
    ["v2", 30],
  ])("of %s: what line 14 allocated, 10 or 15 MB at a time", (name, mallocs) => {
    const profile = treeOf(parseFixture(`scalene/profiles/${name}.json`));
    const file = JSON.parse(fixtureText(`scalene/profiles/${name}.json`));
    const line = file.files["/home/me/app/program.py"].lines[13];
    const value = (id: string): number => selfByLine(profile, id).get(14) ?? 0;
    expect(value("bytes")).toBeCloseTo(line.n_malloc_mb * 1024 * 1024, -2);
    expect(value("peak-bytes")).toBe(line.n_peak_mb * 1024 * 1024);
    expect(value("copied-bytes")).toBeCloseTo(line.n_copy_mb_s * 1024 * 1024 * file.elapsed_time_sec, 0);
    expect(value("mallocs")).toBe(mallocs);
  });

  it("is not there where it was not measured", () => {
    const profile = treeOf(parseFixture("scalene/profiles/v1-stacks.json"));
    expect(profile.weights.map(({ id }) => id)).toEqual(["wall", "cpu", "python", "native", "samples"]);
  });
});

describe("Scalene's stacks", () => {
  it.each(["v1-stacks", "v2-stacks"])("of %s stand above the lines, which keep their time", (name) => {
    const profile = treeOf(parseFixture(`scalene/profiles/${name}.json`));
    const file = JSON.parse(fixtureText(`scalene/profiles/${name}.json`));
    const counts: number = file.stacks.reduce(
      (sum: number, [, { count }]: [unknown, { count: number }]) => sum + count,
      0,
    );
    expect(weightTotal(profile, "samples")).toBe(counts);
    const heat = treeLineHeat(profile, 0);
    const call = heat.line.indexOf(27); // native(30), in main
    const { n_cpu_percent_c, n_cpu_percent_python, n_sys_percent } = file.files["/home/me/app/program.py"].lines.find(
      ({ lineno }: { lineno: number }) => lineno === 14,
    );
    const percent = n_cpu_percent_c + n_cpu_percent_python + n_sys_percent;
    expect((heat.total[call] ?? 0) / 1e9).toBeCloseTo((percent / 100) * file.elapsed_time_sec, 3);
    expect(heat.samples[call]).toBeGreaterThan(5);
  });
});

describe("Scalene files", () => {
  const line = (lineno: number, text: string, more: object = {}) => ({ lineno, line: text, ...more });
  const file = (lines: object[], functions: object[] = [], path = "[12]") =>
    JSON.stringify({ alloc_samples: 0, elapsed_time_sec: 2, files: { [path]: { lines, functions } } });

  it("find the function of a line by indentation, and undo Scalene's escapes", () => {
    const busy = { n_cpu_percent_c: 10 };
    const lines = [
      line(1, "def f():\n"),
      line(2, "    def g(): pass\n", busy),
      line(3, "    return f\n", busy),
      line(4, "f()\n", busy),
      line(5, "h = lambda: 1\n", busy),
    ];
    const functions = [line(1, "f"), line(2, "f.\\u003clocals\\u003e.g"), line(5, "\\u003clambda\\u003e")];
    const profile = treeOf(profilesOf(textSource(file(lines, functions))));
    expect(profile.functions.name).toEqual(["f.<locals>.g", "f", "<module>", "<lambda>"]);
    expect(profile.files).toEqual(["[12]"]);
    expect([...(profile.nodes.self[0] ?? [])]).toEqual([0.2e9, 0.2e9, 0.2e9, 0.2e9]);
  });

  it("have the GPU as its own quantities", () => {
    const lines = [line(1, "x", { n_gpu_percent: 40, n_gpu_peak_memory_mb: 3 })];
    const profile = treeOf(profilesOf(textSource(file(lines))));
    expect(weightTotal(profile, "gpu-percent")).toBe(40);
    expect(weightTotal(profile, "gpu-bytes")).toBe(3 * 1024 * 1024);
  });

  it.each([
    ["nothing above the thresholds", "{}", "nothing was above its thresholds"],
    ["a time that is none", file([line(1, "x", { n_cpu_percent_c: "1" })]), "'n_cpu_percent_c' of a line"],
    ["no lines", file([]).replace('"lines"', '"rows"'), "'lines'"],
  ])("%s: refused with the reason", (_, text, reason) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

function treeOf([profile]: readonly Profile[]): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

function selfByLine(profile: TreeProfile, id: string): Map<number, number> {
  const { line, self } = treeLineHeat(profile, weightIndex(profile, id));
  return new Map([...line].map((number, row) => [number, self[row] ?? 0]));
}

/** The table that `scalene view --cli` prints: percentages of Python, native and system per line. */
function readReport(text: string): { seconds: number; rows: Map<number, [number, number, number]> } {
  const rows = new Map<number, [number, number, number]>();
  for (const row of text.split("\n")) {
    const cells = row.split("│").map((cell) => cell.trim());
    if (!/^\d+$/.test(cells[0] ?? "")) continue;
    const [python, native, system] = cells.slice(1, 4).map((cell) => Number(cell.replace("%", "")));
    rows.set(Number(cells[0]), [python ?? 0, native ?? 0, system ?? 0]);
  }
  return { seconds: Number(/out of ([\d.]+)s/.exec(text)?.[1]), rows };
}
