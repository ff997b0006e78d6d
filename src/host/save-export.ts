import { commands, env, ProgressLocation, Uri, window, workspace } from "vscode";
import { SAVED_FILES, type SavedKind, savedFileName } from "../core/export/saved-file.ts";
import { PROFILE_EDITOR } from "./contributions.ts";
import { type Button, button, tell } from "./errors.ts";
import { messageText } from "./message-text.ts";

/**
 * Asks where to save what a page has made, makes it, writes it, and offers to open it. Cancelling does nothing.
 * @param name untrusted: a proposal
 * @param make called once the place is known; null where there is nothing to save
 */
export async function saveExport(kind: SavedKind, name: string, make: () => Promise<Uint8Array | null>): Promise<void> {
  const { label, extension } = SAVED_FILES[kind];
  const fileName = savedFileName(name, kind);
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    title: `Save as ${label}`,
    // The editor adds the ending again where it is not the last part of the name alone.
    filters: { [label]: [extension.split(".").at(-1) ?? ""] },
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, fileName) }),
  });
  if (target === undefined) return;
  const shown = messageText(target.path.split("/").at(-1) ?? fileName);
  try {
    const location = { location: ProgressLocation.Window, title: `Heatline: saving ${shown}` };
    const content = await window.withProgress(location, make);
    if (content === null) return await tell({ level: "info", text: "There is nothing to save any more.", buttons: [] });
    await workspace.fs.writeFile(target, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return tell({ level: "error", text: `${shown} was not saved: ${messageText(reason, 200)}`, buttons: [] });
  }
  await tell({ level: "info", text: `${shown} is saved.`, buttons: [openButton(kind, target)] });
}

function openButton(kind: SavedKind, target: Uri): Button {
  switch (kind) {
    case "report":
      return button("Open in Browser", () => env.openExternal(target));
    case "png":
    case "svg":
      return button("Open", () => commands.executeCommand("vscode.open", target));
    case "speedscope":
    case "collapsed":
      return button("Open", () => commands.executeCommand("vscode.openWith", target, PROFILE_EDITOR));
  }
}
