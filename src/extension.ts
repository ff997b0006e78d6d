import { commands, type Disposable, type ExtensionContext, window } from "vscode";
import { COMMANDS, type CommandName, VIEWS } from "./host/contributions.ts";
import type { Features } from "./host/features.ts";

/** For the extension's own tests. */
export interface HeatlineApi {
  /** How long `activate` took. */
  readonly activationMs: number;
  features(): Promise<Features>;
}

/** Registers; whatever does something is loaded at its first use, from bundles of its own. */
export function activate(context: ExtensionContext): HeatlineApi {
  const began = performance.now();
  const waiting: Disposable[] = [];
  let loaded: Promise<Features> | undefined;

  function features(): Promise<Features> {
    loaded ??= import("./host/features.ts").then(({ activateFeatures }) => {
      for (const placeholder of waiting) placeholder.dispose();
      return activateFeatures(context);
    });
    return loaded;
  }

  for (const [name, id] of Object.entries(COMMANDS)) {
    const run = async (...args: unknown[]) => (await features()).commands[name as CommandName]?.(...args);
    context.subscriptions.push(commands.registerCommand(id, run));
  }
  // A view that is shown is a first use: until its own provider is there, it is empty and offers its welcome.
  for (const view of Object.values(VIEWS)) {
    const getChildren = () => features().then(() => []);
    waiting.push(window.registerTreeDataProvider(view, { getChildren, getTreeItem: (item: never) => item }));
  }
  context.subscriptions.push(...waiting);

  return { activationMs: performance.now() - began, features };
}
