import {
  commands,
  Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  type TreeView,
  window,
} from "vscode";
import { NOT_TIME } from "../../core/flamegraph-empty.ts";
import { heatLevel } from "../../core/heat/level.ts";
import { hotSpotText } from "../../core/hot-spot-text.ts";
import { visibleText } from "../../core/hover/visible-text.ts";
import type { HotSpot, Measure } from "../../core/protocol/server.ts";
import { measuresTests, recordingTitle } from "../../core/recording-title.ts";
import { COMMANDS, CONTEXT_KEYS, VIEWS } from "../contributions.ts";
import type { HostContext, Part } from "../host-context.ts";
import { openSource } from "../open-source.ts";
import type { RequestResult } from "../server.ts";

/** A tree of thousands of rows helps nobody; the flamegraph's table has them all. */
const MOST_ROWS = 200;

type HotSpots = RequestResult<"hotSpots">;
type HotSpotNode =
  | { readonly spot: HotSpot; readonly unit: NonNullable<HotSpots["weight"]>["unit"] }
  | { more: number };
type HotSpotCommand = "openHotSpot" | "showHotFunctions" | "showHotLines" | "showAllCode" | "showOwnCode";

/** The hottest functions or lines of the current run. */
export function createHotSpotsView(host: HostContext): Part<HotSpotCommand> {
  const { server, currentRun, settings, log } = host;
  const changed = new EventEmitter<undefined>();
  let kind: "functions" | "lines" = "functions";
  let ownOnly = false;

  async function rows(): Promise<HotSpotNode[]> {
    if (currentRun.view === null) return [];
    const { weight, measure } = settings.read().heat;
    try {
      const asked = { kind, ownOnly, measure, weight: weight === "auto" ? null : weight, limit: MOST_ROWS };
      const answer = await server.request("hotSpots", asked);
      const unit = answer.weight?.unit ?? "samples";
      const shown: HotSpotNode[] = answer.rows.map((spot) => ({ spot, unit }));
      if (answer.count > answer.rows.length) shown.push({ more: answer.count - answer.rows.length });
      view.message = shown.length > 0 ? "" : measuresTests(currentRun.view) ? NOT_TIME : emptyText(ownOnly);
      return shown;
    } catch (error) {
      log.warn(`No hot spots: ${error instanceof Error ? error.message : String(error)}`);
      view.message = "The hot spots could not be read: the reason is in the output channel Heatline.";
      return [];
    }
  }

  const provider: TreeDataProvider<HotSpotNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? rows() : []),
    getTreeItem: (node) => ("more" in node ? moreItem(node.more) : spotItem(node, settings.read().heat.measure)),
  };
  const view: TreeView<HotSpotNode> = window.createTreeView(VIEWS.hotSpots, { treeDataProvider: provider });

  function refresh(): void {
    const run = currentRun.view;
    view.description = run === null ? "" : recordingTitle(run.recording);
    if (run === null) view.message = "";
    changed.fire(undefined);
  }

  function choose(next: { kind?: typeof kind; ownOnly?: boolean }): void {
    kind = next.kind ?? kind;
    ownOnly = next.ownOnly ?? ownOnly;
    void commands.executeCommand("setContext", CONTEXT_KEYS.hotSpotKind, kind);
    void commands.executeCommand("setContext", CONTEXT_KEYS.hotSpotOwnOnly, ownOnly);
    refresh();
  }

  choose({});
  const parts = Disposable.from(view, changed, currentRun.onDidChange(refresh), settings.onDidChange(refresh));
  return {
    commands: {
      openHotSpot: async (clicked) => {
        const node = clicked ?? view.selection[0];
        if (!isSpotNode(node)) return;
        const { location, file } = node.spot;
        await openSource(location.path, location.line, file, { preserveFocus: true });
      },
      showHotFunctions: () => choose({ kind: "functions" }),
      showHotLines: () => choose({ kind: "lines" }),
      showAllCode: () => choose({ ownOnly: false }),
      showOwnCode: () => choose({ ownOnly: true }),
    },
    dispose: () => parts.dispose(),
  };
}

function spotItem(node: Extract<HotSpotNode, { spot: HotSpot }>, measure: Measure): TreeItem {
  const { spot, unit } = node;
  const text = hotSpotText(spot, unit, measure);
  const item = new TreeItem(text.label);
  const level = Math.max(1, heatLevel(measure === "self" ? spot.selfShare : spot.totalShare));
  item.description = text.description;
  item.tooltip = visibleText(`${spot.name} ${spot.file}`, 400);
  item.iconPath = new ThemeIcon(
    spot.origin === "own" ? "circle-filled" : "circle-outline",
    new ThemeColor(`heatline.heat${level}Foreground`),
  );
  item.accessibilityInformation = { label: text.spoken };
  item.command = { command: COMMANDS.openHotSpot, title: "Open" };
  return item;
}

function moreItem(more: number): TreeItem {
  const item = new TreeItem(`${more} more`);
  item.description = "in the flamegraph's table";
  item.command = { command: COMMANDS.showFlamegraph, title: "Show Flamegraph" };
  return item;
}

function emptyText(ownOnly: boolean): string {
  return ownOnly
    ? "None of your own code was seen running in this run. Show all code to see the rest."
    : "This run has no figures: it was too short, or nothing was measured. Its notes in Runs say why.";
}

function isSpotNode(node: unknown): node is Extract<HotSpotNode, { spot: HotSpot }> {
  return typeof node === "object" && node !== null && "spot" in node;
}
