import type { Flamegraph } from "../../src/core/profile/model.ts";
import { unpackFlamegraph } from "../../src/core/profile/pack.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../src/core/protocol/webview.ts";
import { element } from "../shared/dom.ts";
import { createStore } from "../shared/store.ts";
import { onThemeChange } from "../shared/theme.ts";
import * as actions from "./actions.ts";
import type { SlotMemory } from "./coloring.ts";
import { createComparisonBar } from "./comparison-bar.ts";
import { nameOf } from "./describe.ts";
import { createEmptyView } from "./empty-view.ts";
import { createGraphPane } from "./graph-pane.ts";
import { createHeader } from "./header.ts";
import { type KeyAction, pageAction } from "./keys.ts";
import { createKeysDialog } from "./keys-dialog.ts";
import { readPalette } from "./palette.ts";
import { createReadingView } from "./reading-view.ts";
import { type ComparisonOptions, DEFAULT_OPTIONS, initialState, type Options, type PageState } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import { createTablePane } from "./table-pane.ts";
import { createToolbar } from "./toolbar.ts";
import { type Saved, saveState } from "./view-state.ts";

export interface PageLink {
  readonly surroundings: Surroundings;
  readonly post: (message: FromFlamegraph) => void;
  readonly save: (state: Saved) => void;
  readonly saved: () => Saved | null;
}

/** Zooming changes the state with every frame; saving waits for it to rest. */
const SAVE_AFTER_MS = 150;

/** Builds the page in `root`; `receive` takes what the editor sends. */
export function createPage(root: HTMLElement, link: PageLink): { readonly receive: (message: ToFlamegraph) => void } {
  let remembered = link.saved();
  let palette = readPalette();
  const memory: SlotMemory = new Map();
  const store = createStore<PageState>(initialState(remembered?.options ?? DEFAULT_OPTIONS));
  const update = (change: (state: PageState) => PageState) => store.set(change(store.get()));
  const change = (options: Partial<Options>) => update((state) => actions.changeOptions(state, options, memory));
  const openFrame = (frame: number | undefined, beside: boolean) => {
    if (frame !== undefined) link.post({ type: "openFrame", frame, beside });
  };
  const openSource = (node: number, beside: boolean) => openFrame(store.get().scene?.graph.frame[node], beside);

  const header = createHeader(() => link.post({ type: "paint" }));
  const keys = createKeysDialog(link.surroundings);
  const toolbar = createToolbar({
    search: (text) => update((state) => actions.search(state, text)),
    step: (by) => update((state) => actions.stepMatch(state, by)),
    change,
    chooseWeight: (weight) => link.post({ type: "chooseWeight", weight }),
    showKeys: keys.open,
    leaveSearch: () => graph.focus(),
    compare: link.surroundings === "editor" ? () => link.post({ type: "compare" }) : null,
  });
  const comparing = (comparison: Partial<ComparisonOptions>) =>
    change({ comparison: { ...store.get().options.comparison, ...comparison } });
  const comparison = createComparisonBar({
    scale: (scale) => comparing({ scale }),
    swap: () => comparing({ swapped: !store.get().options.comparison.swapped }),
    stop: () => link.post({ type: "stopComparing" }),
  });
  const focusSelected = () => update((state) => actions.focusSelected(state, memory));
  const graph = createGraphPane(store, palette, link.surroundings, {
    openSource,
    focus: focusSelected,
    leaveFocus: () => change({ focus: null }),
  });
  const table = createTablePane(
    {
      change,
      selectRow: (tab, row) => update((state) => actions.selectRow(state, tab, row)),
      openRow: (tab, row, beside) => openFrame(store.get().scene?.totals[tab].frame[row], beside),
    },
    palette,
  );
  const empty = createEmptyView((command) => link.post({ type: "command", command }));
  const announcer = element("div", { class: "visually-hidden", role: "status" });
  const panes = element("div", { class: "panes" }, graph.element, table.element);
  const reading = createReadingView(() => link.post({ type: "cancelReading" }));
  root.replaceChildren(
    header.element,
    comparison.element,
    toolbar.element,
    panes,
    empty.element,
    reading.element,
    announcer,
    keys.element,
  );

  let saving: ReturnType<typeof setTimeout> | undefined;
  function saveSoon(): void {
    clearTimeout(saving);
    saving = setTimeout(() => {
      const saved = saveState(store.get());
      if (saved) link.save(saved);
    }, SAVE_AFTER_MS);
  }

  function render(state: PageState, previous: PageState | null): void {
    reading.element.hidden = state.scene !== null || state.empty !== null;
    if (state.reading !== previous?.reading) reading.show(state.reading);
    toolbar.element.hidden = state.scene === null;
    panes.hidden = state.scene === null;
    if (state.scene !== previous?.scene || state.empty !== previous?.empty || state.reading !== previous?.reading)
      header.show(state);
    if (state.scene !== previous?.scene) comparison.show(state);
    empty.show(state.empty);
    toolbar.show(state, previous);
    graph.show(state, previous);
    table.show(state, previous);
    if (previous && state.zoomNode !== previous.zoomNode) announcer.textContent = zoomSpoken(state);
    saveSoon();
  }
  store.subscribe(render);
  render(store.get(), null);

  onThemeChange(() => {
    palette = readPalette();
    graph.setPalette(palette);
    table.setPalette(palette);
  });

  const act: Readonly<Partial<Record<KeyAction, () => void>>> = {
    out: () => update((state) => actions.stepOut(state, memory)),
    focus: focusSelected,
    ...(link.surroundings === "editor" && {
      open: () => openSource(store.get().selected, false),
      openBeside: () => openSource(store.get().selected, true),
    }),
    nextMatch: () => update((state) => actions.stepMatch(state, 1)),
    previousMatch: () => update((state) => actions.stepMatch(state, -1)),
    search: toolbar.focusSearch,
    turn: () => change({ view: store.get().options.view === "inverted" ? "merged" : "inverted" }),
    help: keys.open,
  };
  document.addEventListener("keydown", (event) => {
    if ((event.target as Element | null)?.closest?.("input, select, dialog") || !store.get().scene) return;
    const action = pageAction(event);
    const run = action && act[action];
    if (!run) return;
    event.preventDefault();
    run();
  });

  function showData(message: Extract<ToFlamegraph, { type: "flamegraph" }>): void {
    const full: Flamegraph = unpackFlamegraph(message.data);
    const before = saveState(store.get()) ?? remembered;
    remembered = null;
    update((state) => actions.showData(state, message, full, memory, before));
  }

  return {
    receive(message) {
      switch (message.type) {
        case "flamegraph":
          return showData(message);
        case "empty":
          return update((state) => {
            remembered = saveState(state) ?? remembered;
            return actions.showEmpty(state, message);
          });
        case "reading":
          return update((state) => {
            remembered = saveState(state) ?? remembered;
            return actions.showReading(state, message);
          });
        case "paints":
          return update((state) => actions.showPaints(state, message.paints));
        case "revealFrame":
          update((state) => actions.revealFrame(state, message.frame, memory));
          return graph.focus();
        default:
          message satisfies never;
      }
    },
  };
}

function zoomSpoken({ scene, zoomNode }: PageState): string {
  if (!scene || zoomNode < 0) return "Showing the whole run";
  return `Zoomed to ${nameOf(scene.graph.frames, scene.graph.frame[zoomNode] ?? 0)}`;
}
