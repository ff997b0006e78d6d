import path from "node:path";
import { commands, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { manifestOf } from "../core/recording-title.ts";
import { COMMANDS, FLAMEGRAPH_PANEL } from "./contributions.ts";
import { flamegraphMessage } from "./flamegraph-message.ts";
import {
  type FlamegraphSession,
  type FlamegraphSubject,
  type PageRequest,
  startSession,
} from "./flamegraph-session.ts";
import type { HostContext, Part } from "./host-context.ts";
import { sourcePosition } from "./source-position.ts";
import { pageOptions } from "./webview-page.ts";

export interface FlamegraphPanel extends Part<"showFlamegraph" | "revealInFlamegraph"> {
  /** Shows what is current, compared with a run directory or a profile file. */
  compare(against: string): void;
  /** Takes over a panel that VS Code kept over a reload of the window. */
  restore(panel: WebviewPanel): Promise<void>;
}

/** The one flamegraph panel of what is current: follows it while it goes on, opens sources. */
export function createFlamegraphPanel(host: HostContext): FlamegraphPanel {
  let session: FlamegraphSession | undefined;
  const subject: FlamegraphSubject = {
    which: null,
    message: (wishes) =>
      flamegraphMessage(host, { view: host.currentRun.view, which: null, paints: () => null }, wishes),
    select: (selection) => host.currentRun.select(selection),
    receive: async (request) => {
      if (request.type === "command") await runPageCommand(host, request.command);
    },
  };

  function adopt(panel: WebviewPanel): FlamegraphSession {
    session?.dispose();
    const adopted = startSession(host, panel, subject);
    session = adopted;
    panel.onDidDispose(() => {
      adopted.dispose();
      if (session === adopted) session = undefined;
    });
    return adopted;
  }

  function show(): FlamegraphSession {
    if (session !== undefined) {
      session.panel.reveal();
      return session;
    }
    const options = pageOptions(host.extensionUri);
    return adopt(window.createWebviewPanel(FLAMEGRAPH_PANEL, "Flamegraph", ViewColumn.Beside, options));
  }

  const runChanges = host.currentRun.onDidChange(({ replaced }) => session?.changed(replaced));
  return {
    commands: {
      showFlamegraph: () => void show(),
      revealInFlamegraph: (...args) => {
        const position = sourcePosition(args);
        if (position !== null) show().reveal(position);
        else void window.showInformationMessage("Open a Python file and place the cursor on a line to find it.");
      },
    },
    compare: (against) => show().compare(against),
    async restore(panel) {
      adopt(panel);
    },
    dispose: () => {
      runChanges.dispose();
      session?.panel.dispose();
    },
  };
}

type PageCommand = Extract<PageRequest, { type: "command" }>["command"];

/** The other commands of the page are those of opened profiles, which this panel does not offer. */
async function runPageCommand({ currentRun }: HostContext, command: PageCommand): Promise<void> {
  const { target, cwd = "" } = manifestOf(currentRun.view) ?? {};
  const file = target?.kind === "file" ? Uri.file(path.resolve(cwd, target.path)) : undefined;
  switch (command) {
    case "profileCurrentFile":
      return commands.executeCommand(COMMANDS.profileCurrentFile, file);
    case "profileWithCprofile":
      return commands.executeCommand(COMMANDS.profileCurrentFileWith, file, "cprofile");
    case "profileAgain":
      return commands.executeCommand(COMMANDS.runAgain);
    case "openAsText":
    case "readAgain":
      return;
    default:
      return command satisfies never;
  }
}
