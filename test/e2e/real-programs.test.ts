import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/paths.mjs";
import { hotSpots } from "../../src/server/hot-spots.ts";
import { createRunStore } from "../../src/server/run-store.ts";
import { packagesDir, pythons } from "../support/python.ts";
import { endedRun, runsIn } from "./support/run-on-disk.ts";
import { showFailures } from "./support/show-failure.ts";
import { openWorkbench, type Workbench } from "./support/workbench.ts";

/** Each driver with two of its own lines that take time, and the packages whose lines do the work. */
const PROGRAMS = [
  {
    script: "render_markdown.py",
    own: ["main(int(sys.argv[1])", "html = markdown.render("],
    packages: ["markdown_it"],
  },
  { script: "parse_html.py", own: ["tree = html5lib.parse(", "return html5lib.serialize("], packages: ["html5lib"] },
  {
    script: "render_table.py",
    own: ["html = environment.from_string(TEMPLATE)", "return str(cell).upper()"],
    packages: ["jinja2", "markupsafe"],
  },
  {
    script: "format_sources.py",
    own: ["text, changed = yapf_api.FormatCode(", 'print("".join(reformat(file)'],
    packages: ["yapf", "yapf_third_party"],
  },
];
/** What heat writes after a line. */
const HEAT = /^~?(\d+\.\d|100) %( · ~?[\d.,]+ (s|ms|µs))?( · ~?[\d,]+ calls?)?/;

const scratch = mkdtempSync(path.join(os.tmpdir(), "heatline-programs-"));
let workbench: Workbench;
showFailures(() => workbench);
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

describe.each(PROGRAMS)("$script", ({ script, own, packages }) => {
  const file = () => path.join(workbench.folder, script);

  test.each(["sampler", "py-spy", "cprofile"])(
    "%s: heat and hover on its lines and on the library's",
    async (profiler) => {
      await workbench.setting("heatline.profiler", profiler);
      await workbench.runToEnd("workbench.action.closeAllEditors");
      await workbench.open(script);
      const before = runsIn(workbench.folder).length;
      await workbench.palette("Heatline: Profile Current File");
      const run = await endedRun(workbench.folder, before + 1);
      expect(run.manifest).toMatchObject({
        state: "done",
        target: { path: file() },
        envNames: ["PYTHONPATH"],
        passes: [{ profiler, exitCode: 0 }],
      });
      for (const text of own) {
        await openAt(file(), lineOf(readFileSync(file(), "utf8"), text));
        await heatOn(text);
      }

      const hot = await hottestLibraryLine(run.dir, profiler, packages);
      await openAt(hot.file, hot.line);
      const [shown = ""] = await heatOn(hot.text);
      if (profiler === "cprofile") expect(shown).toContain("call");
      const popup = await workbench.hover(hot.text, hot.word);
      await expect.poll(() => popup.textContent()).toMatch(/called by/i);
      const said = await popup.textContent();
      expect(said).toContain(profiler === "cprofile" ? "Calls" : "Samples");
      expect(said).toContain(script);
      await workbench.screenshot(`real-program-${path.parse(script).name}-${profiler}`);
      expect(await workbench.messageTexts()).toEqual([]);
    },
  );
});

/** Waits for heat text after a line and gives what is written there. */
async function heatOn(text: string): Promise<string[]> {
  const written = async () =>
    (await workbench.lineExtras(text)).map((each) => each.trim()).filter((each) => HEAT.test(each));
  await expect.poll(written, { timeout: 20_000 }).not.toEqual([]);
  return written();
}

/** Of a run as the language server reads it: a line of the packages whose text is there once. */
async function hottestLibraryLine(dir: string, profiler: string, packages: readonly string[]) {
  const index = await createRunStore().load(dir);
  const folders = packages.map((name) => path.join(packagesDir(), name) + path.sep);
  const kind = profiler === "cprofile" ? "functions" : "lines";
  const { rows } = await hotSpots(index, { kind, weight: null, ownOnly: false, measure: "self", limit: 500 });
  for (const { location, origin } of rows) {
    if (!location.path || !folders.some((folder) => location.path?.startsWith(folder))) continue;
    expect(origin).toBe("library");
    const lines = readFileSync(location.path, "utf8").split("\n");
    const text = lines[location.line - 1]?.trim() ?? "";
    const word = (kind === "functions" ? /^def (\w+)/ : /^(\w+)/).exec(text)?.[1];
    if (word === undefined || lines.filter((line) => line.includes(text)).length > 1) continue;
    return { file: location.path, line: location.line, text, word };
  }
  throw new Error(`No hot line in ${folders.join(" or ")}`);
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
