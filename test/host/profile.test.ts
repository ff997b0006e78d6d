import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as vscode from "vscode";
import { manifestOf } from "../../src/core/recording-title.ts";
import type { HeatlineApi } from "../../src/extension.ts";
import type { Features } from "../../src/host/features.ts";

async function api(): Promise<HeatlineApi> {
  const extension = vscode.extensions.getExtension<HeatlineApi>("heatline.heatline");
  assert.ok(extension);
  return extension.activate();
}

function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Settles at the first change of the current run that fits. */
function runChange({ host }: Features, fits: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listener = host.currentRun.onDidChange(() => {
      if (!fits()) return;
      listener.dispose();
      resolve();
    });
  });
}

const SPIN = `
import time

def spin(seconds):
    end = time.perf_counter() + seconds
    total = 0
    while time.perf_counter() < end:
        total += sum(range(200))
    return total

def main():
    spin(SECONDS)

main()
`;

describe("profiling a file", () => {
  it("gives exact calls with cProfile, and knows the interpreter and why", async () => {
    const features = await (await api()).features();
    const file = await write("spin_calls.py", SPIN.replace("SECONDS", "0.3"));
    await vscode.commands.executeCommand("heatline.profileCurrentFileWith", file, "cprofile");
    const view = features.host.currentRun.view;
    assert.ok(view);
    const manifest = manifestOf(view);
    assert.ok(manifest);
    assert.deepEqual(manifest.target, { kind: "file", path: file.fsPath });
    assert.equal(manifest.state, "done");
    assert.equal(manifest.passes[0]?.exitCode, 0);
    assert.equal(manifest.interpreter.why, "the setting heatline.interpreter");
    assert.deepEqual(manifest.args, []);
    assert.ok(view.weights.some(({ id, certainty }) => id === "calls" && certainty.kind === "exact"));
    assert.equal(view.live, false);
  });

  it("shows heat with the sampler while the program goes on, and on the line that spins at the end", async () => {
    const features = await (await api()).features();
    const { currentRun, server } = features.host;
    const file = await write("spin_lines.py", SPIN.replace("SECONDS", "5"));
    const live = runChange(features, () => currentRun.view?.live === true && currentRun.view.samples > 0);
    const done = vscode.commands.executeCommand("heatline.profileCurrentFileWith", file, "sampler");
    await live;
    assert.equal(features.flow.running !== undefined, true);
    await done;
    assert.equal(features.flow.running, undefined);
    assert.equal(currentRun.view?.live, false);
    const heat = await server.request("heat", {
      uri: file.toString(),
      weight: null,
      measure: "total",
      threshold: 0.01,
    });
    const hot = heat?.lines.find(({ line }) => line === 12);
    assert.ok(hot, "main's call of spin has no heat");
    assert.ok(hot.share > 0.9, `share of line 12 is ${hot.share}`);
  });

  it("stops a program that would go on, and keeps what was measured", async () => {
    const features = await (await api()).features();
    const { currentRun } = features.host;
    const file = await write("spin_long.py", SPIN.replace("SECONDS", "600"));
    const started = runChange(features, () => (currentRun.view?.samples ?? 0) > 0 && currentRun.view?.live === true);
    const done = vscode.commands.executeCommand("heatline.profileCurrentFileWith", file, "sampler");
    await started;
    await vscode.commands.executeCommand("heatline.stop");
    await done;
    assert.equal(manifestOf(currentRun.view)?.target.kind, "file");
    assert.ok((currentRun.view?.samples ?? 0) > 0);
    assert.equal(features.flow.running, undefined);
  });

  it("hands the program its exit code, its folder and the variables of .env", async () => {
    const features = await (await api()).features();
    await write(".env", "HEATLINE_TEST_COLOUR=red\n");
    const file = await write(
      "facts.py",
      "import os, pathlib\npathlib.Path('facts.txt').write_text(os.environ['HEATLINE_TEST_COLOUR'] + os.getcwd())\nraise SystemExit(3)\n",
    );
    await vscode.commands.executeCommand("heatline.profileCurrentFileWith", file, "cprofile");
    const manifest = manifestOf(features.host.currentRun.view);
    assert.equal(manifest?.passes[0]?.exitCode, 3);
    const told = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile("facts.txt")));
    assert.equal(told, `red${path.dirname(file.fsPath)}`);
    assert.deepEqual(manifest?.envNames, ["HEATLINE_TEST_COLOUR"]);
  });

  it("runs the last program again", async () => {
    const features = await (await api()).features();
    const before = features.host.currentRun.view?.path;
    await vscode.commands.executeCommand("heatline.runAgain");
    const after = features.host.currentRun.view;
    assert.ok(after);
    assert.notEqual(after?.path, before);
    assert.equal(manifestOf(after)?.passes[0]?.exitCode, 3);
  });

  it("forgets the run on Clear Heat", async () => {
    const features = await (await api()).features();
    await vscode.commands.executeCommand("heatline.clearHeat");
    assert.equal(features.host.currentRun.view, null);
  });
});
