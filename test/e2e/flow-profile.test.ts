/// <reference types="vscode" />
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatShare } from "../../src/core/units.ts";
import { endedRun, hottest, type RunOnDisk, sampledShares } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

// From the click to heat on the right lines, with the sample project.

const RUNNING = "heatline.heatline.run";
const MATCH = "match = re.match(LINE, line)";

let workbench: Workbench;
let run: RunOnDisk;
const textOf = (line: string) => workbench.lineExtras(line);
const heatOf = (line: string) => expect.poll(() => textOf(line).then((texts) => texts.join(" ")));

showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  await workbench.open("report.py");
});
afterAll(async () => {
  await workbench?.close();
});

test("the palette starts it; the terminal is the program's, the status bar counts", async () => {
  await workbench.palette("Heatline: Profile Current File");
  await workbench.status(RUNNING).waitFor();
  expect(await workbench.status(RUNNING).innerText()).toMatch(/\d+ s/);
  run = await endedRun(workbench.folder, 1);
  await expect.poll(() => workbench.terminalText()).toMatch(/20,000 requests from [\d,]+ hosts to \d+ pages/);
  await workbench.status(RUNNING).waitFor({ state: "detached" });
  expect(run.manifest).toMatchObject({
    state: "done",
    requested: "auto",
    passes: [{ profiler: "py-spy", exitCode: 0 }],
  });
  expect(await workbench.messageTexts()).toEqual([]);
});

test("the heat of report.py is that of the profile on the disk", async () => {
  const shares = sampledShares(run, "report.py");
  const source = readFileSync(path.join(workbench.folder, "report.py"), "utf8").split("\n");
  const parse = source.findIndex((line) => line.includes("entries = parse_log")) + 1;
  await heatOf("entries = parse_log").toMatch(
    new RegExp(`^${formatShare(shares.get(parse)?.total ?? -1)} · [\\d.]+ m?s$`),
  );
  expect(await textOf('print(f"  {path:<22}')).toEqual([]);
});

test("the hottest line of the own code is the pattern's, and it glows most", async () => {
  const source = readFileSync(path.join(workbench.folder, "logreport", "parser.py"), "utf8").split("\n");
  const own = sampledShares(run, "parser.py");
  const matchLine = source.findIndex((text) => text.includes(MATCH)) + 1;
  const others = [...own].filter(([at]) => at !== matchLine && !source[at - 1]?.includes("parse_line("));
  expect(Math.max(...others.map(([, { total }]) => total))).toBeLessThan(own.get(matchLine)?.total ?? 0);
  await workbench.open("logreport/parser.py");
  await heatOf(MATCH).toContain(formatShare(own.get(matchLine)?.total ?? -1));
  const [hot] = await workbench.lineBackgrounds(MATCH);
  const [warm] = await workbench.lineBackgrounds("client=match");
  expect(hot?.color).toMatch(/^rgba/);
  expect(warm?.color).not.toBe(hot?.color);
});

test("the overview ruler has marks, the explorer badges", async () => {
  await workbench.api((vscode) => vscode.commands.executeCommand("workbench.view.explorer"));
  const file = workbench.page.locator('.explorer-folders-view [role="treeitem"]', { hasText: "parser.py" }).first();
  const badge = () =>
    file.evaluate((row) => {
      const contents = [...row.querySelectorAll("*")].map((part) => getComputedStyle(part, "::after").content);
      return contents.find((content) => /^"\d+"$/.test(content)) ?? "";
    });
  await expect.poll(badge).toMatch(/^"[1-9]\d?"$/);
  const marks = workbench.page.locator(".editor-instance canvas.decorationsOverviewRuler");
  const colours = await marks.first().evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const seen = new Set<string>();
    for (let at = 0; at < data.length; at += 4)
      if ((data[at] ?? 0) > 150) seen.add(`${data[at]} ${data[at + 1]} ${data[at + 2]}`);
    return seen.size;
  });
  expect(colours).toBeGreaterThan(1);
});

test.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("shots in the theme %s", async (theme) => {
  await workbench.theme(theme);
  await workbench.open("logreport/parser.py", 14);
  await heatOf(MATCH).toContain("%");
  await workbench.screenshot(`heat-${theme}`);
});

test("settings of the heat change its text", async () => {
  await workbench.theme("dark");
  await workbench.runToEnd("workbench.action.closePanel");
  await workbench.setting("heatline.heat.text", "share");
  await heatOf(MATCH).toMatch(/^[\d.]+ %$/);
  await workbench.setting("heatline.heat.text", undefined);
  await workbench.setting("heatline.heat.measure", "self");
  const self = sampledShares(run, "parser.py");
  const query = hottest(self, "self");
  const source = readFileSync(path.join(workbench.folder, "logreport", "parser.py"), "utf8").split("\n");
  await workbench.open("logreport/parser.py", query[0]); // Which line it is, chance decides; it may be below the window.
  await heatOf(source[query[0] - 1]?.trim() ?? "").toContain(formatShare(query[1]));
  await workbench.open("logreport/parser.py", 14);
  await workbench.setting("heatline.heat.measure", undefined);
  await workbench.setting("heatline.heat.threshold", 100);
  await heatOf(MATCH).toBe("");
  await workbench.setting("heatline.heat.threshold", undefined);
  await heatOf(MATCH).toContain("%");
});

test("one command hides the heat and shows it again", async () => {
  await workbench.palette("Heatline: Toggle Heat");
  await heatOf(MATCH).toBe("");
  expect(await workbench.lineBackgrounds(MATCH)).toEqual([]);
  await workbench.palette("Heatline: Toggle Heat");
  await heatOf(MATCH).toContain("%");
});

test("heat moves with the text; a changed line is dimmed and says so", async () => {
  const before = await textOf(MATCH);
  await workbench.api(async (vscode) => {
    const editor = vscode.window.activeTextEditor;
    await editor?.edit((edit) => edit.insert(new vscode.Position(0, 0), "# one\n# two\n"));
  });
  await expect.poll(() => textOf(MATCH)).toEqual(before);
  await workbench.api(async (vscode) => {
    const editor = vscode.window.activeTextEditor;
    const text = editor?.document.getText() ?? "";
    const at = editor?.document.positionAt(text.indexOf("re.match(LINE, line)") + "re.match(LINE, line".length);
    if (at) await editor?.edit((edit) => edit.insert(at, ", 0"));
  });
  await heatOf("match = re.match(LINE, line, 0)").toBe("changed since the run");
  expect(await workbench.lineBackgrounds("match = re.match(LINE, line, 0)")).toEqual([]);
  await workbench.screenshot("heat-changed");
  await workbench.api(async (vscode) => {
    await vscode.window.activeTextEditor?.document.save();
  });
});

test("after a reload of the window heat comes back, on the moved lines", async () => {
  const query = "query=parse_query(query)";
  const before = await textOf(query);
  expect(before).toHaveLength(1);
  await workbench.reload();
  await workbench.line(query).waitFor();
  await expect.poll(() => textOf(query)).toEqual(before);
  await heatOf("match = re.match(LINE, line, 0)").toBe("changed since the run");
  expect(await workbench.messageTexts()).toEqual([]);
});

test("the run menu of the editor starts it by mouse", async () => {
  await workbench.open("report.py");
  await workbench.page.locator('.editor-actions [aria-label^="Profile Current File"]').first().click();
  await workbench.status(RUNNING).waitFor();
  expect((await endedRun(workbench.folder, 2)).manifest).toMatchObject({ state: "done" });
  await workbench.status(RUNNING).waitFor({ state: "detached" });
});

test("cProfile: calls on def lines and call lines, exact", async () => {
  await workbench.palette("Heatline: Profile Current File with…");
  await workbench.answer("What shall measure the program", "cProfile");
  expect((await endedRun(workbench.folder, 3)).manifest.passes[0]?.profiler).toBe("cprofile");
  await workbench.open("logreport/parser.py", 26); // In the middle of the window, above the terminal.
  await heatOf("def parse_line(line):").toMatch(/%.* · 20,000 calls$/);
  await heatOf("query=parse_query(query)").toMatch(/%.* · 20,000 calls$/);
  await workbench.screenshot("heat-cprofile");
});
