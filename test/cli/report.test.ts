import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod/mini";
import { unpackFlamegraph } from "../../src/core/profile/pack.ts";
import { flamegraphBlock, REPORT_BLOCK, type Report, reportSchema } from "../../src/core/protocol/report.ts";
import { somePython, temporaryFolder, writeScript } from "../runtime/support.ts";
import { buildHeatline, fixture, type Heatline } from "./heatline.ts";

let heatline: Heatline;
beforeAll(async () => {
  heatline = await buildHeatline();
});

async function reportOf(cwd: string, source: string): Promise<{ report: Report; html: string }> {
  const said = await heatline.run(cwd, ["report", source, "-o", "out.html"]);
  expect(said).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
  const html = readFileSync(path.join(cwd, "out.html"), "utf8");
  return { html, report: z.parse(reportSchema, JSON.parse(blockOf(html, REPORT_BLOCK).toString("utf8"))) };
}

function blockOf(html: string, id: string): Buffer {
  const base64 = new RegExp(`<script type="application/octet-stream" id="${id}">([^<]*)<`).exec(html)?.[1] ?? "";
  return gunzipSync(Buffer.from(base64, "base64"));
}

test("a run: its facts, its hottest line with the source that it kept, though the file was changed since", async () => {
  const cwd = temporaryFolder("cli report");
  const python = await somePython();
  const program =
    "import time\nend = time.perf_counter() + 1\nwhile time.perf_counter() < end:\n    sum(range(5000))\n";
  const script = writeScript(cwd, "work.py", program);
  await heatline.run(cwd, [
    ...["run", "--profiler", "sampler", "--out", "run", "--python", python.path, "--", "work.py", "a b"],
  ]);
  writeFileSync(script, "changed = 1\n");
  const { report, html } = await reportOf(cwd, "run");
  expect(report).toMatchObject({ title: 'work.py "a b"', ofFunctions: false });
  expect(report.facts.find(({ label }) => label === "Command")?.value).toContain("work.py a b");
  const [place] = report.weights[0]?.places ?? [];
  expect(place).toMatchObject({ file: path.join(cwd, "work.py"), missing: "" });
  const texts = program.split("\n");
  expect(place?.lines.filter(({ hot }) => hot).every(({ line, text }) => text === texts[line - 1])).toBe(true);
  const graph = unpackFlamegraph(new Uint8Array(blockOf(html, flamegraphBlock(0))).buffer);
  expect(graph.total).toBeCloseTo(report.weights[0]?.total ?? 0, 0);
});

test("a source that was not kept and was changed since is not shown", async () => {
  const cwd = temporaryFolder("cli report changed");
  const python = await somePython();
  const script = writeScript(cwd, "work.py", "sum(n for n in range(300000))\n");
  await heatline.run(cwd, ["run", "--profiler", "cprofile", "--out", "run", "--python", python.path, "--", "work.py"]);
  rmSync(path.join(cwd, "run", "sources"), { recursive: true });
  const manifest = path.join(cwd, "run", "run.json");
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, "utf8")), sources: [] }));
  const later = new Date(Date.now() + 10_000);
  utimesSync(script, later, later);
  const { report } = await reportOf(cwd, "run");
  expect(report.ofFunctions).toBe(true);
  expect(report.weights.map(({ id, drawn }) => [id, drawn])).toEqual([
    ["wall", true],
    ["calls", false],
  ]);
  expect(report.weights[0]?.places[0]?.missing).toContain("changed after it was run");
  expect(report.weights[0]?.places[0]?.lines[0]?.text).toBe("");
});

test("a profile without its run; a file that it names is read only where it is Python", async () => {
  const cwd = temporaryFolder("cli report file");
  const secret = writeScript(cwd, "secret.txt", "secret\n");
  utimesSync(secret, 1, 1);
  writeScript(cwd, "some.collapsed", `main (${secret}:1) 5\nmain (//server/share/a.py:1) 3\n`);
  const { report } = await reportOf(cwd, "some.collapsed");
  expect(report.title).toBe("some.collapsed");
  expect(report.weights[0]?.places.map(({ missing }) => missing)).toEqual([
    "This is no Python source.",
    "Sources on a network share are not read.",
  ]);
});

test("the policy allows the very script and style of the document; what is fixed is small", async () => {
  const cwd = temporaryFolder("cli report policy");
  const { html } = await reportOf(cwd, fixture("cprofile-3.11.pstats"));
  const hash = (text: string) => createHash("sha256").update(text).digest("base64");
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
  expect(html).toContain(`script-src 'sha256-${hash(script)}'; style-src 'sha256-${hash(style)}'`);
  expect(html).not.toContain("sourceMappingURL");
  expect(script.length + style.length).toBeLessThan(320_000);
  expect(statSync(path.join(cwd, "out.html")).size).toBeLessThan(350_000);
});
