import { Disposable } from "vscode";
import type { HostContext, Part } from "../host-context.ts";
import { createEditorHeat } from "./editor-heat.ts";
import { createFileBadges } from "./file-badges.ts";
import { type HeatCommand, heatCommands } from "./heat-commands.ts";

/** Heat of the current run: on the lines of the visible editors and on the files in the explorer. */
export function createHeat(context: HostContext): Part<HeatCommand> {
  const parts = Disposable.from(createEditorHeat(context), createFileBadges(context));
  return { commands: heatCommands(context), dispose: () => parts.dispose() };
}
