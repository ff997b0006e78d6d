/// <reference types="vscode" />
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkbench, pythonStub, type Workbench } from "./support/workbench.ts";

// The eyes and hands of the flow tests, tried on things whose look is known: no Heatline here.

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openWorkbench({ folder: "logreport", installed: [pythonStub] });
  await workbench.open("report.py", 12);
});
afterAll(async () => {
  await workbench?.close();
});

test("text and colour of a decorated line, and nothing on its neighbour", async () => {
  await workbench.api((vscode) => {
    const look = {
      isWholeLine: true,
      backgroundColor: "rgba(255, 0, 0, 0.25)",
      after: { contentText: '12 ms · a "b"' },
    };
    const type = vscode.window.createTextEditorDecorationType(look);
    vscode.window.activeTextEditor?.setDecorations(type, [new vscode.Range(11, 0, 11, 0)]);
  });
  await expect.poll(() => workbench.lineExtras("log = make_log")).toEqual(['12 ms · a "b"']);
  expect((await workbench.lineBackgrounds("log = make_log")).map((drawn) => drawn.color)).toEqual([
    "rgba(255, 0, 0, 0.25)",
  ]);
  expect(await workbench.lineExtras("entries = parse_log")).toEqual([]);
  expect(await workbench.lineBackgrounds("entries = parse_log")).toEqual([]);
});

test("hover on a word, and a code lens", async () => {
  await workbench.api((vscode) => {
    const python = { language: "python" };
    vscode.languages.registerHoverProvider(python, {
      provideHover: (document, at) => new vscode.Hover(`word ${document.getText(document.getWordRangeAtPosition(at))}`),
    });
    vscode.languages.registerCodeLensProvider(python, {
      provideCodeLenses: () => [new vscode.CodeLens(new vscode.Range(9, 0, 9, 0), { title: "a lens", command: "" })],
    });
  });
  const popup = await workbench.hover("entries = parse_log", "parse_log");
  expect(await popup.textContent()).toContain("word parse_log");
  await workbench.page.mouse.move(5, 5);
  await workbench.page.locator(".codelens-decoration", { hasText: "a lens" }).waitFor();
});

test("messages, also those that no toast shows any more", async () => {
  await workbench.api((vscode) => {
    for (const number of [1, 2, 3, 4, 5]) void vscode.window.showInformationMessage(`message ${number}`);
  });
  for (const number of [1, 2, 3, 4, 5]) await workbench.message(`message ${number}`);
  await workbench.clearMessages();
  expect(await workbench.messageTexts()).toEqual([]);
});

test("a picker and an input box get their answers", async () => {
  await workbench.api((vscode) => {
    void vscode.window.showQuickPick(["cherry", "plum"], { placeHolder: "Which fruit?" }).then((fruit) => {
      void vscode.window.showInputBox({ prompt: "How many?" }).then((count) => {
        void vscode.window.showInformationMessage(`${count} of ${fruit}`);
      });
    });
  });
  await workbench.answer("Which fruit?", "plum");
  await workbench.answer("How many?", "7");
  await workbench.message("7 of plum");
  await workbench.clearMessages();
});

test("a terminal's text, line by line", async () => {
  await workbench.api((vscode, python) => {
    vscode.window
      .createTerminal({ name: "t", shellPath: python, shellArgs: ["-i", "-c", "print('one\\n  two')"] })
      .show();
  }, process.env["HEATLINE_TEST_SAMPLE_PYTHON"]);
  await expect.poll(() => workbench.terminalText(), { timeout: 20_000 }).toMatch(/^one *\n {2}two/);
  await workbench.runToEnd("workbench.action.terminal.killAll");
});

test("a webview's words and pixels", async () => {
  await workbench.api((vscode) => {
    const panel = vscode.window.createWebviewPanel("t", "t", vscode.ViewColumn.Beside, { enableScripts: true });
    panel.webview.html = `<canvas width="200" height="100"></canvas><p>hello</p><script>
      const context = document.querySelector("canvas").getContext("2d");
      context.fillStyle = "#00ff00"; context.fillRect(0, 0, 100, 100);</script>`;
  });
  const view = workbench.webview();
  await view.getByText("hello").waitFor();
  const colour = await view.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
    return [...(canvas.getContext("2d")?.getImageData(50, 50, 1, 1).data ?? [])];
  });
  expect(colour).toEqual([0, 255, 0, 255]);
  await workbench.runToEnd("workbench.action.closeEditorsInOtherGroups");
});

test("a file written by the extension host is in the opened copy", async () => {
  await workbench.api(async (vscode) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (folder)
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, "new.txt"), new TextEncoder().encode("new"));
  });
  expect(readFileSync(path.join(workbench.folder, "new.txt"), "utf8")).toBe("new");
});

test("a reloaded window answers again, with its editor kept", async () => {
  await workbench.open("report.py"); // In front: the webview before it has nobody who brings it back.
  await workbench.reload();
  await workbench.line("def main(line_count):").waitFor();
  expect(await workbench.api((vscode) => vscode.workspace.name)).toBe("logreport");
});

test("a folder that nobody trusts opens in Restricted Mode", async () => {
  const untrusted = await openWorkbench({ folder: "logreport", installed: [], trust: "ask" });
  try {
    expect(await untrusted.api((vscode) => vscode.workspace.isTrusted)).toBe(false);
  } finally {
    await untrusted.close();
  }
});
