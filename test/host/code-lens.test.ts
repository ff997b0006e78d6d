import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { HeatlineApi } from "../../src/extension.ts";

const PROGRAM = "def work(n):\n    return sum(range(n))\n\n\nfor _ in range(200):\n    work(10_000)\n";
const WAIT_MS = 10_000;

describe("the setting heatline.codeLens", () => {
  it("takes the lenses away and brings them back while the server runs", async () => {
    const extension = vscode.extensions.getExtension<HeatlineApi>("heatline.heatline");
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(extension && folder);
    const { host } = await (await extension.activate()).features();
    const file = vscode.Uri.joinPath(folder.uri, "lenses.py");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(PROGRAM));
    await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand("heatline.profileCurrentFileWith", file, "cprofile");
    const run = host.currentRun.view?.path;
    assert.ok(run);

    const setting = vscode.workspace.getConfiguration("heatline");
    try {
      await untilTitles(file, (titles) => titles.some((title) => /200 calls/.test(title)));
      await setting.update("codeLens", false, vscode.ConfigurationTarget.Global);
      await untilTitles(file, (titles) => titles.length === 0);
      await setting.update("codeLens", true, vscode.ConfigurationTarget.Global);
      await untilTitles(file, (titles) => titles.some((title) => /200 calls/.test(title)));
      assert.equal(host.currentRun.view?.path, run);
    } finally {
      await setting.update("codeLens", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});

/** Asks for the lenses of a file until they fit: no event tells that the server has taken a setting. */
async function untilTitles(file: vscode.Uri, fits: (titles: string[]) => boolean): Promise<void> {
  let titles: string[] = [];
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", file, 100);
    titles = lenses.map(({ command }) => command?.title ?? "");
    if (fits(titles)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`the lenses are ${JSON.stringify(titles)}`);
}
