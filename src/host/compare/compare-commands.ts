import { window } from "vscode";
import type { FlamegraphPanel } from "../flamegraph-panel.ts";
import type { HostContext, Part } from "../host-context.ts";
import { messageText } from "../message-text.ts";
import type { ProfileEditors } from "../profiles/profile-editors.ts";
import { chooseBaseline } from "./choose-baseline.ts";

/** What the button of a flamegraph page gives the command: the run or profile that the page shows. */
export interface ComparedPage {
  readonly kind: "page";
  /** The path of an opened profile; null: what is current. */
  readonly which: string | null;
}

/**
 * *Compare With…*: from the palette with the flamegraph that is in view, from the Runs view with the run that was clicked
 * (or the two that are selected), from the button of a page with that page.
 */
export function createCompareCommands(
  host: HostContext,
  panel: FlamegraphPanel,
  profiles: ProfileEditors,
): Part<"compareWith"> {
  const { currentRun } = host;

  async function compareWith(clicked: unknown, selected: unknown): Promise<void> {
    const chosen = (Array.isArray(selected) ? selected : [clicked]).flatMap((node) => pathOf(node) ?? []);
    const [first = shownIn(clicked), second] = chosen;
    if (first === null) {
      void window.showInformationMessage("Open a run or a profile first: it is compared with another one.");
      return;
    }
    const other = second ?? (await chooseBaseline(host, profiles.paths, first));
    if (other === undefined || other === first) return;
    try {
      await show(first, other);
    } catch (error) {
      void window.showErrorMessage(messageText(error instanceof Error ? error.message : String(error), 400));
    }
  }

  function shownIn(clicked: unknown): string | null {
    const page = isPage(clicked) ? clicked.which : profiles.active;
    return page ?? currentRun.view?.path ?? null;
  }

  /** On the page that shows one of the two; what is in none becomes the current run. */
  async function show(first: string, other: string): Promise<void> {
    if (profiles.compare(first, other)) return;
    if (currentRun.view?.path !== first && currentRun.view?.path !== other) {
      if (profiles.compare(other, first)) return;
      await currentRun.load(first);
    }
    panel.compare(currentRun.view?.path === other ? first : other);
  }

  return { commands: { compareWith }, dispose: () => undefined };
}

/** Of a run or an opened profile in the Runs view. */
function pathOf(node: unknown): string | null {
  if (typeof node !== "object" || node === null || !("kind" in node)) return null;
  if (node.kind === "profile" && "path" in node && typeof node.path === "string") return node.path;
  if (node.kind !== "run" || !("run" in node) || typeof node.run !== "object" || node.run === null) return null;
  return "dir" in node.run && typeof node.run.dir === "string" ? node.run.dir : null;
}

function isPage(node: unknown): node is ComparedPage {
  return typeof node === "object" && node !== null && "kind" in node && node.kind === "page" && "which" in node;
}
