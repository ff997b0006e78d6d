import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import type { HeatlineApi } from "../../src/extension.ts";

const ID = "heatline.heatline";

interface Manifest {
  contributes: { commands: { command: string; title: string }[] };
}

describe("activation", () => {
  it("activates", async () => {
    const extension = vscode.extensions.getExtension<unknown>(ID);
    assert.ok(extension, `${ID} is not installed`);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it("registers every command that package.json offers", async () => {
    const extension = vscode.extensions.getExtension<unknown>(ID);
    assert.ok(extension, `${ID} is not installed`);
    const offered = (extension.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
    assert.ok(offered.includes("heatline.profileCurrentFile"));
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      offered.filter((command) => !registered.has(command)),
      [],
    );
  });

  it("only registers, and leaves the rest to the first use", async () => {
    const extension = vscode.extensions.getExtension<HeatlineApi>(ID);
    assert.ok(extension, `${ID} is not installed`);
    const { activationMs } = await extension.activate();
    assert.ok(activationMs < 50, `activate took ${activationMs} ms`);
  });

  it("starts no Python by being activated", function () {
    if (process.platform !== "linux") return this.skip();
    assert.deepEqual(
      childCommands(process.pid).filter((command) => /python|py-spy/i.test(command)),
      [],
    );
  });
});

/** Command lines of the processes that are children of this one, as the kernel tells them. */
function childCommands(parent: number): string[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const parentOf = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return parentOf === parent ? [readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim()] : [];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}
