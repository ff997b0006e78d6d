import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { functionsOutputSchema, infoOutputSchema } from "../../src/core/protocol/cli.ts";
import { temporaryFolder, writeScript } from "../runtime/support.ts";
import { buildHeatline, fixture, type Heatline } from "./heatline.ts";

let heatline: Heatline;
beforeAll(async () => {
  heatline = await buildHeatline();
});

/** Times are text with all their digits. */
type PstatsRow = [[file: string, line: number, name: string], number, number, string, string];

describe("a profile file", () => {
  test("functions are pstats's, with their calls", async () => {
    const said = await heatline.run(heatline.folder, [
      "functions",
      fixture("cprofile-3.11.pstats"),
      "--self",
      "--json",
    ]);
    const { functions, weight } = z.parse(functionsOutputSchema, JSON.parse(said.stdout));
    expect(weight).toEqual({ id: "wall", unit: "ns", certainty: { kind: "exact" } });
    // What Python's own pstats reads: [[file, line, name], primitive calls, calls, self, total, callers].
    const rows = JSON.parse(readFileSync(fixture("cprofile-3.11.json"), "utf8")) as PstatsRow[];
    const expected = rows.map(([[file, line, name], , calls, self, total]) => {
      return {
        file: file === "~" ? "" : file,
        line,
        function: name,
        self: Number(self) * 1e9,
        total: Number(total) * 1e9,
        calls,
      };
    });
    const byName = (a: { function: string }, b: { function: string }) => a.function.localeCompare(b.function);
    expect(functions.toSorted(byName)).toEqual(expected.filter(({ self }) => self > 0).toSorted(byName));
  });

  test("--weight, --file and --top choose", async () => {
    const args = ["functions", fixture("cprofile-3.11.pstats"), "--weight", "calls", "--file", "work.py", "--top", "1"];
    expect((await heatline.run(heatline.folder, args)).stdout).toMatch(
      /^total of [\d,]+ calls \(exact\)\n.*work\.py:\d+ {2}\w+\n$/,
    );
  });

  test("info says what is in it", async () => {
    const said = await heatline.run(heatline.folder, ["info", fixture("py-spy-threads.speedscope.json"), "--json"]);
    const { profiles } = z.parse(infoOutputSchema, JSON.parse(said.stdout));
    expect(profiles).toMatchObject([
      { format: "speedscope", kind: "tree", weights: [{ id: "wall" }, { id: "samples" }] },
    ]);
    expect(profiles[0]?.threads.length).toBeGreaterThan(1);
    const text = await heatline.run(heatline.folder, ["info", fixture("cprofile-mixed-threads.pstats")]);
    expect(text.stdout).toMatch(/format {4}pstats, by cProfile\n[\s\S]*warning {3}cProfile on Python 3\.12/);
  });
});

describe("heatline convert", () => {
  const pySpy = fixture("py-spy-single.speedscope.json");

  test("format by the ending, compressed by .gz; nothing else is left in the folder", async () => {
    const cwd = temporaryFolder("cli convert");
    const said = await heatline.run(cwd, ["convert", pySpy, "-o", "out.speedscope.json.gz"]);
    expect(said).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
    expect(readdirSync(cwd)).toEqual(["out.speedscope.json.gz"]);
    const [before, after] = await Promise.all(
      [pySpy, "out.speedscope.json.gz"].map(async (file) =>
        JSON.parse((await heatline.run(cwd, ["lines", file, "--json"])).stdout),
      ),
    );
    expect(after.total / before.total).toBeCloseTo(1, 9);
    const places = (rows: { file: string; line: number; function: string }[]) =>
      rows.map(({ file, line, function: name }) => `${file}:${line} ${name}`).sort();
    expect(places(after.lines)).toEqual(places(before.lines));
  });

  test("stdout, one weight, and a word on what is not written", async () => {
    const one = await heatline.run(heatline.folder, [
      "convert",
      pySpy,
      "--to",
      "collapsed",
      "--weight",
      "samples",
      "-o",
      "-",
    ]);
    expect(one).toMatchObject({ code: 0, stderr: "" });
    expect(one.stdout).toMatch(/^(?:\S.* \(.*:\d+\) \d+\n)+$/);
    const first = await heatline.run(heatline.folder, ["convert", pySpy, "--to", "collapsed", "-o", "-"]);
    expect(first.stderr).toBe("heatline: left out: samples (--weight writes another weight)\n");
  });

  test("a call graph: functions exactly, stacks as an estimate", async () => {
    const graph = fixture("cprofile-3.11.pstats");
    const table = await heatline.run(heatline.folder, [
      "convert",
      graph,
      "--to",
      "csv-functions",
      "--weight",
      "calls",
      "-o",
      "-",
    ]);
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(table.stdout).toMatch(/^file,line,function,self_calls,total_calls,calls\r\n/);
    const stacks = await heatline.run(heatline.folder, ["convert", graph, "--to", "speedscope", "-o", "-"]);
    expect(stacks.stderr).toContain("its stacks are estimated");
    expect(JSON.parse(stacks.stdout).profiles).toHaveLength(1);
  });

  test("pprof holds all weights and is compressed where the name says so", async () => {
    const cwd = temporaryFolder("cli convert pprof");
    const said = await heatline.run(cwd, ["convert", pySpy, "-o", "out.pb.gz"]);
    expect(said).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
    const plain = await heatline.run(cwd, ["convert", pySpy, "-o", "out.pb"]);
    expect(plain.code).toBe(0);
    const bytes = readFileSync(path.join(cwd, "out.pb"));
    expect(gunzipSync(readFileSync(path.join(cwd, "out.pb.gz")))).toEqual(bytes);
    expect(bytes.includes("nanoseconds")).toBe(true);
  });

  test("an existing file is replaced; one that cannot be written is one sentence and leaves nothing behind", async () => {
    const cwd = temporaryFolder("cli convert over");
    writeScript(cwd, "out.csv", "old");
    expect(await heatline.run(cwd, ["convert", pySpy, "-o", "out.csv", "--weight", "wall"])).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(cwd, "out.csv"), "utf8")).toMatch(/^file,line,function,self_ns,total_ns\r\n/);
    const bad = await heatline.run(cwd, ["convert", pySpy, "-o", "out.csv/x.csv"]);
    expect(bad).toMatchObject({ code: 1, stdout: "" });
    expect(bad.stderr).toMatch(/x\.csv cannot be written: .*\.\n$/);
    expect(readdirSync(cwd)).toEqual(["out.csv"]);
  });
});
