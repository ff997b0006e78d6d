/// <reference types="vscode" />
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pySpyPath, samplePython } from "../support/python.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, THEMES, type Workbench } from "./support/workbench.ts";

// A profile that someone has: double-click it, see its flamegraph, its table and its heat; have several.

const PAINTER = "heatline.heatline.heatSource";
const MATCH = "match = re.match(LINE, line)";
const run = promisify(execFile);

let workbench: Workbench;
showFailures(() => workbench);
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport" });
  const cwd = workbench.folder;
  await run(samplePython(), ["-m", "cProfile", "-o", "calls.pstats", "report.py", "3000"], { cwd });
  await recordTime(cwd, "time.speedscope.json");
  const elsewhere = readFileSync(path.join(cwd, "time.speedscope.json"), "utf8").replaceAll(cwd, "/srv/app");
  expect(elsewhere).toContain("/srv/app/logreport/parser.py");
  writeFileSync(path.join(cwd, "server.speedscope.json"), elsewhere);
});
afterAll(async () => {
  await workbench?.close();
});

const file = (name: string) => path.join(workbench.folder, name);
const painter = () => workbench.status(PAINTER).innerText();
const page = () => workbench.webview();
const extras = () => workbench.lineExtras(MATCH).then((texts) => texts.join(" "));
const showTab = (name: string) => workbench.showWebviewTab(name);
/** A webview that comes into view may take the focus, which closes the list: then it is opened again. */
const choosePainter = (name: string) =>
  expect
    .poll(
      async () => {
        if ((await painter()).includes(name)) return name;
        await workbench.status(PAINTER).locator("a").click();
        await workbench.answer("Whose heat the lines show", name).catch(() => undefined);
        return painter();
      },
      { interval: 1000, timeout: 60_000 },
    )
    .toContain(name);

/** Opens it as the explorer does at a double click: in the editor that its name calls for. */
const openByName = (name: string) =>
  workbench.api(async (vscode, at) => {
    const options = { preview: false, viewColumn: vscode.ViewColumn.One };
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(at), options);
  }, file(name));

const openParser = () =>
  workbench.api(async (vscode, at) => {
    await vscode.window.showTextDocument(vscode.Uri.file(at), { preview: false, viewColumn: vscode.ViewColumn.Two });
  }, file("logreport/parser.py"));

test("a double click on a cProfile file: its flamegraph, its table, what it is, its heat on the lines", async () => {
  await workbench.runToEnd("workbench.view.explorer");
  await workbench.page.locator(".explorer-folders-view .monaco-list-row", { hasText: "calls.pstats" }).dblclick();
  await page().locator("canvas").first().waitFor();
  await expect.poll(() => page().locator("h1").innerText()).toBe("calls.pstats");
  await page().locator(".painting").waitFor();
  await expect.poll(painter).toContain("calls.pstats");
  await page().locator(".table-filter input").fill("parse_line");
  await expect.poll(() => page().locator(".row .cell-name").allInnerTexts()).toEqual(["parse_line"]);
  await page().locator(".table-filter input").fill("");
  await page().locator(".facts summary").click();
  const about = await page().locator(".facts dl").innerText();
  for (const fact of [file("calls.pstats"), "pstats", "functions in", "exact"]) expect(about).toContain(fact);
  await workbench.screenshot("profile-open");
  await openParser();
  await expect.poll(extras).toMatch(/% · .* · [\d,]+ calls/);
});

test("a second profile takes the lines; one click gives them back to the first", async () => {
  await openByName("time.speedscope.json");
  await expect.poll(painter).toContain("time.speedscope.json");
  await expect.poll(() => page().locator(".subtitle").innerText()).toMatch(/py-spy.* · speedscope · [\d,]+ samples/);
  await expect.poll(extras).not.toMatch(/calls/);
  await expect.poll(extras).toMatch(/%/);
  await showTab("calls.pstats");
  await page().locator(".paint-button").click();
  await expect.poll(painter).toContain("calls.pstats");
  await page().locator(".painting").waitFor();
  await expect.poll(extras).toMatch(/calls/);
});

test("the hover names the profile that its figures are from", async () => {
  await openParser();
  const text = await (await workbench.hover(MATCH, "LINE")).innerText();
  expect(text).toContain("calls.pstats");
});

test("the status bar lists what could paint, and the side bar has the opened profiles", async () => {
  await workbench.status(PAINTER).locator("a").click();
  await workbench.question("Whose heat the lines show");
  const rows = (await workbench.choices().allInnerTexts()).join("\n");
  expect(rows).toMatch(/calls\.pstats[\s\S]*shown now[\s\S]*time\.speedscope\.json[\s\S]*No heat/);
  await workbench.screenshot("choose-heat-source");
  await workbench.answer("Whose heat the lines show", "time.speedscope");
  await expect.poll(painter).toContain("time.speedscope.json");
  await workbench.runToEnd("heatline.runs.focus");
  const row = workbench.tree("Runs").filter({ hasText: "calls.pstats" }).first();
  await expect.poll(() => row.getAttribute("aria-label")).toBe("calls.pstats, opened profile");
  await row.click();
  await expect.poll(painter).toContain("calls.pstats");
  await expect.poll(() => row.getAttribute("aria-label")).toBe("calls.pstats, opened profile, shown in the editor");
});

test("a frame of the flamegraph opens its source", async () => {
  await showTab("time.speedscope.json");
  await page().locator("canvas").first().waitFor();
  await page()
    .locator("canvas")
    .first()
    .click({ position: { x: 5, y: 5 } });
  await workbench.page.keyboard.press("/");
  await workbench.page.keyboard.type("parse_line");
  await workbench.page.keyboard.press("Enter");
  await expect.poll(() => page().locator(".details-name").innerText()).toBe("parse_line");
  await page().locator(".details").getByRole("button", { name: "Open source" }).click();
  await expect
    .poll(() => workbench.api((vscode) => vscode.window.activeTextEditor?.document.uri.path.split("/").at(-1)))
    .toBe("parser.py");
});

test("a profile from a server: asked once which files are meant, then its heat is on them", async () => {
  await workbench.clearMessages();
  await openByName("server.speedscope.json");
  await expect.poll(painter).toContain("server.speedscope.json");
  const question = await workbench.message("was made where the code lies in /srv/app");
  await workbench.screenshot("profile-from-server");
  await question.getByText("Use These Files").click();
  await openParser();
  await expect.poll(extras, { timeout: 30_000 }).toMatch(/%/);
  const settings = JSON.parse(readFileSync(file(".vscode/settings.json"), "utf8")) as Record<string, unknown>;
  expect(settings["heatline.pathMappings"]).toEqual({ "/srv/app": ["$", "{workspaceFolder}"].join("") });
});

test("any file by Open Profile…, whatever its name", async () => {
  writeFileSync(
    file("notes.txt"),
    "main (report.py:20);parse_line (logreport/parser.py:16) 30\nmain (report.py:21) 10\n",
  );
  await workbench.runToEnd("workbench.action.focusFirstEditorGroup");
  await workbench.palette("Heatline: Open Profile…");
  await workbench.answerFile("Open a Profile of Any Format", "notes.txt", "Open Profile");
  await expect.poll(() => page().locator("h1").innerText()).toBe("notes.txt");
  await expect.poll(painter).toContain("notes.txt");
  await openParser();
  await expect.poll(extras).toMatch(/75\.0 %/);
});

test("a profile that is written again is read again", async () => {
  await showTab("notes.txt");
  writeFileSync(
    file("notes.txt"),
    "main (report.py:20);parse_line (logreport/parser.py:16) 10\nmain (report.py:21) 30\n",
  );
  await expect.poll(extras).toMatch(/25\.0 %/);
});

test("one that is written again does not take the lines back from one that was opened since", async () => {
  writeFileSync(file("second.collapsed"), "main (report.py:20);parse_line (logreport/parser.py:16) 10\n");
  await choosePainter("notes.txt");
  for (const pauseMs of [150, 300, 450]) {
    writeFileSync(file("notes.txt"), `main (report.py:21) ${pauseMs}\n`);
    await workbench.page.waitForTimeout(pauseMs); // Around the pause after which what was written is read.
    await openByName("second.collapsed");
    await expect.poll(painter).toContain("second.collapsed");
    await workbench.page.waitForTimeout(1000);
    expect(await painter()).toContain("second.collapsed");
    await workbench.runToEnd("workbench.action.closeActiveEditor");
    // The text has the focus: the page that comes into view takes it from nobody.
    await workbench.runToEnd("workbench.action.focusSecondEditorGroup");
    await choosePainter("notes.txt");
  }
});

test("what is no profile says so, and opens as text", async () => {
  writeFileSync(file("broken.pstats"), "This is not a profile, it is a letter.\n");
  await openByName("broken.pstats");
  // After webviews have come and gone quickly VS Code may take half a minute to fill the next one.
  await page().getByText("broken.pstats cannot be used").waitFor({ timeout: 90_000 });
  await workbench.screenshot("profile-unreadable");
  await page().getByText("Open as Text").click();
  await workbench.line("This is not a profile, it is a letter.").waitFor();
});

test("a large file shows how far it is read, can be cancelled, and is read to its end on demand", async () => {
  await writeLarge(file("large.collapsed"));
  await openByName("large.collapsed");
  await page().locator("progress[value]").waitFor();
  await workbench.screenshot("profile-reading");
  await page().getByText("Cancel").click();
  await page().getByText("you stopped it").waitFor();
  await page().getByText("Read Again").click();
  await page().locator("canvas").first().waitFor({ timeout: 60_000 });
  await expect.poll(painter).toContain("large.collapsed");
  await workbench.runToEnd("workbench.action.closeActiveEditor");
});

test("reload keeps the profiles open, and whose heat is on the lines", async () => {
  await choosePainter("calls.pstats");
  await showTab("notes.txt");
  await workbench.reload();
  await expect.poll(painter, { timeout: 60_000 }).toContain("calls.pstats");
  await page().locator(".paint-button").waitFor({ timeout: 60_000 });
  expect(await painter()).toContain("calls.pstats");
});

test.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("the editor of profiles in the theme %s", async (theme) => {
  await workbench.theme(theme);
  await showTab("calls.pstats");
  await page().locator("canvas").first().waitFor();
  await page()
    .locator(".facts")
    .evaluate((about) => about.setAttribute("open", ""));
  await workbench.screenshot(`profile-${theme}`);
});

/** py-spy at times says "No child process" of a program that it started and that has just ended: it is asked again. */
async function recordTime(cwd: string, name: string): Promise<void> {
  const options = ["record", "-r", "200", "-f", "speedscope", "-o", name, "--", samplePython(), "report.py", "9000"];
  for (let attempt = 1; !existsSync(path.join(cwd, name)); attempt++)
    await run(pySpyPath(), options, { cwd }).catch((error: unknown) => {
      if (attempt === 3) throw error;
    });
}

/** About 60 MB of stacks: more than a second's reading. */
async function writeLarge(name: string): Promise<void> {
  const stream = createWriteStream(name);
  for (let part = 0; part < 60; part++) {
    const lines: string[] = [];
    for (let line = 0; line < 8000; line++)
      lines.push(
        `main (report.py:20);step_${part} (a/${part % 40}.py:${line % 400});work_${line} (b/${line % 90}.py:7);leaf_${part}_${line} (c.py:1);more (d.py:2);deeper (e.py:3) ${line + 1}`,
      );
    if (!stream.write(`${lines.join("\n")}\n`)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}
