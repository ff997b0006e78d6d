import path from "node:path";
import { ConfigurationTarget, Uri, window, workspace } from "vscode";
import type { RunView } from "../../core/protocol/server.ts";
import { SETTINGS_SECTION } from "../contributions.ts";
import { button, tell } from "../errors.ts";
import type { HostContext } from "../host-context.ts";
import { messageText } from "../message-text.ts";

/** Folders that the user does not want to be asked about in this workspace. */
const DECLINED = "heatline.declinedMappings";

/**
 * A profile from a container or a server names files by the paths that they have there. Where the workspace has the same
 * files, the user is asked once whether these are meant; the answer is the setting `heatline.pathMappings`.
 */
export async function askForMapping(host: HostContext, view: RunView): Promise<void> {
  const { server, workspaceState, log } = host;
  const missing = await server
    .request("missingSources", { path: view.path, places: host.places() })
    .catch((error: unknown) => {
      log.warn(`Missing sources of ${view.path} were not looked for: ${error}`);
      return null;
    });
  const proposal = missing?.proposal ?? null;
  const declined = workspaceState.get<readonly string[]>(DECLINED, []);
  if (missing === null || proposal === null || declined.includes(proposal.from)) return;
  const folder = workspace.getWorkspaceFolder(Uri.file(proposal.to))?.uri.fsPath;
  const here =
    folder === undefined ? proposal.to : path.join(path.basename(folder), path.relative(folder, proposal.to));
  await tell({
    level: "info",
    text: `${messageText(path.basename(view.path))} was made where the code lies in ${messageText(proposal.from || "/")}. Is that ${messageText(here)} here?`,
    buttons: [
      button("Use These Files", () => remember(proposal.from, proposal.to)),
      button("Choose Folder…", () => choose(proposal.from)),
      button("Not These", () => workspaceState.update(DECLINED, [...declined, proposal.from])),
    ],
  });
}

async function choose(from: string): Promise<void> {
  const [folder] =
    (await window.showOpenDialog({
      title: `The Folder That Was ${from || "/"}`,
      openLabel: "Use This Folder",
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (folder !== undefined) await remember(from, folder.fsPath);
}

/** In the workspace's settings, as it is true for all who work on it; without a workspace in the user's own. */
async function remember(from: string, to: string): Promise<void> {
  const configuration = workspace.getConfiguration(SETTINGS_SECTION);
  const first = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const inFirst = first !== undefined && (to === first || to.startsWith(first + path.sep));
  const value = inFirst ? `\${workspaceFolder}${to.slice(first.length).replaceAll(path.sep, "/")}` : to;
  const known = configuration.get<Record<string, string>>("pathMappings", {});
  const target = first === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await configuration.update("pathMappings", { ...known, [from || "/"]: value }, target);
}
