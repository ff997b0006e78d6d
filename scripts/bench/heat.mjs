// From the program's end to heat on the screen: the wait that a person feels.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadTypeScript } from "../load-typescript.mjs";

const GOAL_MS = 500;
/** Busy for some seconds, then says when it ended, by the same clock as the page's. */
const PROGRAM = `import time

def busy(seconds):
    end = time.perf_counter() + seconds
    total = 0
    while time.perf_counter() < end:
        total += sum(i * i for i in range(1000))
    return total

busy(5)
with open("ended.txt", "w") as file:
    file.write(repr(time.time()))
`;

export async function measure() {
  const { openWorkbench } = await loadTypeScript("test/e2e/support/workbench.ts");
  const folder = mkdtempSync(path.join(os.tmpdir(), "heatline-bench-"));
  writeFileSync(path.join(folder, "busy.py"), PROGRAM);
  // The preview of a running program would show heat before its end: cProfile has no preview.
  const workbench = await openWorkbench({ folder, settings: { "heatline.profiler": "cprofile" } });
  try {
    await workbench.open("busy.py");
    await workbench.palette("Heatline: Profile Current File");
    const shown = await workbench.page.waitForFunction(
      () => {
        const spans = [...document.querySelectorAll(".view-line span")];
        const hasHeat = spans.some((span) => /\d/.test(getComputedStyle(span, "::after").content));
        return hasHeat ? Date.now() : false;
      },
      undefined,
      { timeout: 60_000, polling: "raf" },
    );
    const endedAt = await workbench.api(
      (_vscode, file, require) => Number(require("node:fs").readFileSync(file, "utf8")) * 1000,
      path.join(workbench.folder, "ended.txt"),
    );
    const waitMs = Math.round((await shown.jsonValue()) - endedAt);
    return [
      {
        what: "program's end to heat on screen (cProfile)",
        value: `${waitMs} ms`,
        goal: `< ${GOAL_MS} ms`,
        meetsGoal: waitMs < GOAL_MS,
      },
    ];
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
