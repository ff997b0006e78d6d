import { commands, type ExtensionContext, window } from "vscode";
import {
  COMMANDS,
  type CommandName,
  FLAMEGRAPH_PANEL,
  LOADED_RUN,
  PROFILE_EDITORS,
  VIEWS,
} from "./host/contributions.ts";
import type { Features } from "./host/features.ts";

/** For the extension's own tests. */
export interface HeatlineApi {
  /** How long `activate` took. */
  readonly activationMs: number;
  /** True once the features were asked for. */
  readonly isLoaded: () => boolean;
  features(): Promise<Features>;
}

/** Registers; whatever does something is loaded at its first use, from bundles of its own. */
export function activate(context: ExtensionContext): HeatlineApi {
  const began = performance.now();
  let loaded: Promise<Features> | undefined;

  function features(): Promise<Features> {
    loaded ??= import("./host/features.ts").then(({ activateFeatures }) => activateFeatures(context));
    return loaded;
  }

  for (const [name, id] of Object.entries(COMMANDS)) {
    const run = async (...args: unknown[]) => (await features()).commands[name as CommandName]?.(...args);
    context.subscriptions.push(commands.registerCommand(id, run));
  }
  // A view that is shown is a first use. Its own tree then takes this one's place; this one is never disposed, because
  // VS Code knows trees by their view alone and would lose the new one.
  for (const view of Object.values(VIEWS)) {
    const getChildren = () => features().then(() => []);
    window.registerTreeDataProvider(view, { getChildren, getTreeItem: (item: never) => item });
  }
  context.subscriptions.push(
    window.registerWebviewPanelSerializer(FLAMEGRAPH_PANEL, {
      deserializeWebviewPanel: async (panel) => (await features()).panel.restore(panel),
    }),
  );
  for (const viewType of PROFILE_EDITORS) {
    context.subscriptions.push(
      window.registerCustomEditorProvider(viewType, {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => (await features()).profiles.resolve(uri, panel),
      }),
    );
  }
  // A run was loaded when the window closed: its heat comes back, after activation and not as a part of it.
  if (context.workspaceState.get(LOADED_RUN) !== undefined) setImmediate(() => void features());

  return { activationMs: performance.now() - began, isLoaded: () => loaded !== undefined, features };
}
