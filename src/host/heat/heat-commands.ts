import { ConfigurationTarget, type QuickPickItem, window, workspace } from "vscode";
import { NOT_TIME } from "../../core/flamegraph-empty.ts";
import type { Measure, RunView } from "../../core/protocol/server.ts";
import { measuresTests } from "../../core/recording-title.ts";
import { SETTINGS_SECTION } from "../contributions.ts";
import type { HostContext, Part } from "../host-context.ts";

export type HeatCommand = "toggleHeat" | "clearHeat" | "chooseWeight";

export function heatCommands({ settings, currentRun }: HostContext): Part<HeatCommand>["commands"] {
  return {
    toggleHeat: async () => {
      const enabled = !settings.read().heat.enabled;
      await change("heat.enabled", enabled);
      window.setStatusBarMessage(enabled ? "Heat is shown" : "Heat is hidden", 3000);
    },
    clearHeat: () => currentRun.unload(),
    chooseWeight: async () => {
      if (currentRun.view === null) {
        void window.showInformationMessage(
          "Nothing is open: profile a file, open a run in the Heatline side bar, or open a profile.",
        );
        return;
      }
      if (measuresTests(currentRun.view)) {
        void window.showInformationMessage(NOT_TIME);
        return;
      }
      const picked = await window.showQuickPick(choices(currentRun.view, settings.read().heat), {
        placeHolder: "What the colours and figures on the lines show",
        matchOnDescription: true,
      });
      if (picked === undefined) return;
      await change("heat.weight", picked.weight);
      await change("heat.measure", picked.measure);
    },
  };
}

interface Choice extends QuickPickItem {
  readonly weight: string;
  readonly measure: Measure;
}

function choices(view: RunView, now: { readonly weight: string; readonly measure: Measure }): Choice[] {
  const auto = view.weights[0];
  const weights = [
    { id: "auto", label: "Best known", what: auto === undefined ? "" : `now: ${auto.label.toLowerCase()}` },
    ...view.weights.map(({ id, label }) => ({ id, label, what: "" })),
  ];
  return weights.flatMap(({ id, label, what }) =>
    (["total", "self"] as const).map((measure) => ({
      label: `${label}, ${measure}`,
      description: [what, id === now.weight && measure === now.measure ? "shown now" : ""].filter(Boolean).join(" · "),
      detail: measure === "total" ? "the line and everything it calls" : "the line alone, without what it calls",
      weight: id,
      measure,
    })),
  );
}

/** Writes where the user already keeps the setting: the workspace, else the user's own settings. */
async function change(key: string, value: unknown): Promise<void> {
  const configuration = workspace.getConfiguration(SETTINGS_SECTION);
  const inWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
  await configuration.update(key, value, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}
