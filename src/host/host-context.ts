import type { Disposable, Memento, Uri } from "vscode";
import type { Places } from "../core/protocol/server.ts";
import type { CommandHandlers, CommandName } from "./contributions.ts";
import type { CurrentRun } from "./current-run.ts";
import type { Log } from "./log.ts";
import type { RunFolders } from "./run-folders.ts";
import type { Server } from "./server.ts";
import type { SettingsReader } from "./settings.ts";

/** What every part of the host is given. */
export interface HostContext {
  readonly extensionUri: Uri;
  readonly workspaceState: Memento;
  readonly globalState: Memento;
  readonly log: Log;
  readonly settings: SettingsReader;
  readonly server: Server;
  readonly currentRun: CurrentRun;
  readonly runFolders: RunFolders;
  /** Where the files of a profile are looked for, as of now. */
  places(): Places;
}

/** A part of the host: heat, a view, the panel, the run flow. `commands` are the handlers it brings. */
export interface Part<Names extends CommandName> extends Disposable {
  readonly commands: Pick<CommandHandlers, Names>;
}
