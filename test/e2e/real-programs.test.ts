import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.mjs";
import { hotSpots } from "../../src/server/hot-spots.ts";
import { createRunStore } from "../../src/server/run-store.ts";
import { packagesDir, pythons } from "../support/python.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

const RUN_LIMIT_MS = 60_000;
const SCRIPT = "render_markdown.py";
const LIBRARY = path.join(packagesDir(), "markdown_it") + path.sep;
/** What heat writes after a line. */
const HEAT = /^~?(\d+\.\d|100) %( · ~?[\d.,]+ (s|ms|µs))?( · ~?[\d,]+ calls?)?/;

const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-programs-"));
let workbench: Workbench;
beforeAll(async () => {
  const folder = path.join(scratch, "programs");
  cpSync(path.join(root, "test", "workspaces", "programs"), folder, { recursive: true });
  // The only place that names the packages: without it the program does not start.
  writeFileSync(path.join(folder, ".env"), `# packages\nexport PYTHONPATH="${packagesDir()}"\n`);
  workbench = await openWorkbench({ folder, settings: { "heatline.interpreter": pythons().at(-1) } });
});
afterAll(async () => {
  await workbench?.close();
  rmSync(scratch, { recursive: true, force: true });
});

test.each(["sampler", "py-spy", "cprofile"])(
  "markdown-it-py under %s: heat and hover on its lines and on the library's",
  async (profiler) => {
    const script = path.join(workbench.folder, SCRIPT);
    await workbench.setting("heatline.profiler", profiler);
    await workbench.runToEnd("workbench.action.closeAllEditors");
    await workbench.open(SCRIPT);
    await workbench.palette("Heatline: Profile Current File");
    const status = workbench.status("heatline.heatline.run");
    await status.waitFor();
    await status.waitFor({ state: "detached", timeout: RUN_LIMIT_MS });
    for (const text of ["main(int(sys.argv[1])", "html = markdown.render("]) {
      await openAt(script, lineOf(readFileSync(script, "utf8"), text));
      await heatOn(text);
    }

    const hot = await hottestLibraryLine(profiler);
    await openAt(hot.file, hot.line);
    const [shown = ""] = await heatOn(hot.text);
    expect(shown).toMatch(HEAT);
    if (profiler === "cprofile") expect(shown).toContain("calls");
    const popup = await workbench.hover(hot.text, hot.word);
    await expect.poll(() => popup.textContent()).toMatch(/called by/i);
    const said = await popup.textContent();
    expect(said).toContain(profiler === "cprofile" ? "Calls" : "Samples");
    expect(said).toContain(SCRIPT);
    await workbench.screenshot(`real-program-${profiler}`);
    expect(await workbench.messageTexts()).toEqual([]);
  },
);

/** Waits for heat text after a line and gives what is written there. */
async function heatOn(text: string): Promise<string[]> {
  const written = async () =>
    (await workbench.lineExtras(text)).map((each) => each.trim()).filter((each) => HEAT.test(each));
  await expect.poll(written, { timeout: 20_000 }).not.toEqual([]);
  return written();
}

/** From the newest run, as the language server reads it: a line of the library whose text is there once. */
async function hottestLibraryLine(profiler: string) {
  const runs = path.join(workbench.folder, ".heatline", "runs");
  const newest = readdirSync(runs).sort().at(-1) ?? "";
  const index = await createRunStore().load(path.join(runs, newest));
  expect(index.manifest).toMatchObject({
    state: "done",
    envNames: ["PYTHONPATH"],
    passes: [{ profiler, exitCode: 0 }],
  });
  const kind = profiler === "cprofile" ? "functions" : "lines";
  const { rows } = await hotSpots(index, { kind, weight: null, ownOnly: false, measure: "self", limit: 500 });
  for (const { location, origin } of rows) {
    if (!location.path?.startsWith(LIBRARY)) continue;
    expect(origin).toBe("library");
    const lines = readFileSync(location.path, "utf8").split("\n");
    const text = lines[location.line - 1]?.trim() ?? "";
    const word = (kind === "functions" ? /^def (\w+)/ : /^(\w+)/).exec(text)?.[1];
    if (word === undefined || lines.filter((line) => line.includes(text)).length > 1) continue;
    return { file: location.path, line: location.line, text, word };
  }
  throw new Error(`No hot line in ${LIBRARY}`);
}

/** 1-based. */
function lineOf(source: string, text: string): number {
  return source.split("\n").findIndex((line) => line.includes(text)) + 1;
}

/** Shows a line: the terminal's panel may have covered it. */
function openAt(file: string, line: number): Promise<void> {
  return workbench.api(
    async (vscode, at) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(at.file));
      const start = new vscode.Position(at.line - 1, 0);
      await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start), preview: false });
    },
    { file, line },
  );
}
