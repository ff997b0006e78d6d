import { workspace } from "vscode";
import type { Places } from "../core/protocol/server.ts";
import type { SettingsReader } from "./settings.ts";

/** Where the files of a profile are looked for: the workspace folders, and what `heatline.pathMappings` says. */
export function placesOf(settings: SettingsReader): Places {
  const local = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const folders = local.map(({ uri }) => uri.fsPath);
  const first = folders[0] ?? "";
  const mappings = Object.entries(settings.read().pathMappings).map(([from, to]) => ({
    from,
    to: to.replace(/\$\{workspaceFolder\}/g, () => first),
  }));
  return { folders, mappings };
}
