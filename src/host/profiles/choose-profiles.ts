import { commands, type Tab, TabInputCustom, Uri, type ViewColumn, window, workspace } from "vscode";
import { PROFILE_EDITOR } from "../contributions.ts";

/** Opens files as profiles, whatever they are called: those that a menu gives, else those that the user chooses. */
export async function chooseProfiles(args: readonly unknown[]): Promise<void> {
  const [clicked, selected] = args;
  const given = (Array.isArray(selected) ? selected : [clicked]).filter((item) => item instanceof Uri);
  const files = given.length > 0 ? given : await ask();
  for (const file of files) await commands.executeCommand("vscode.openWith", file, PROFILE_EDITOR, columnOf(file));
}

/** Where the profile is open already: it is shown there instead of once more. */
function columnOf(file: Uri): ViewColumn | undefined {
  const isOfFile = ({ input }: Tab) => input instanceof TabInputCustom && input.uri.toString() === file.toString();
  return window.tabGroups.all.find(({ tabs }) => tabs.some(isOfFile))?.viewColumn;
}

async function ask(): Promise<readonly Uri[]> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: "Open a Profile of Any Format",
    openLabel: "Open Profile",
    canSelectMany: true,
    ...(folder === undefined ? {} : { defaultUri: folder }),
  });
  return chosen ?? [];
}
