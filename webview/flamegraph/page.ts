import type { Flamegraph } from "../../src/core/profile/model.ts";
import { unpackFlamegraph } from "../../src/core/profile/pack.ts";
import { EVERYTHING } from "../../src/core/profile/profile-selection.ts";
import type { ProfileSelection } from "../../src/core/protocol/lanes.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../src/core/protocol/webview.ts";
import { element } from "../shared/dom.ts";
import { createMenu, type MenuPlace } from "../shared/menu.ts";
import { createStore, type Store } from "../shared/store.ts";
import { onThemeChange } from "../shared/theme.ts";
import * as actions from "./actions.ts";
import { createCallsPane } from "./calls-pane.ts";
import type { SlotMemory } from "./coloring.ts";
import { createComparisonBar } from "./comparison-bar.ts";
import { createCopying } from "./copying.ts";
import { nameOf } from "./describe.ts";
import { createEmptyView } from "./empty-view.ts";
import { createExportMenu } from "./export-menu.ts";
import { frameMenu } from "./graph-menu.ts";
import { createGraphPane } from "./graph-pane.ts";
import { createHeader } from "./header.ts";
import { remember, stepThrough, walking } from "./history.ts";
import { type KeyAction, pageAction } from "./keys.ts";
import { createKeysDialog } from "./keys-dialog.ts";
import { moreMenu } from "./more-menu.ts";
import { readPalette } from "./palette.ts";
import { createReadingView } from "./reading-view.ts";
import { createShowMenu } from "./show-menu.ts";
import {
  type ComparisonOptions,
  DEFAULT_OPTIONS,
  initialState,
  type Options,
  type PageState,
  type Shape,
} from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import { createTablePane } from "./table-pane.ts";
import { leavesPart, revealAnywhere, setBrush, showTime, throughSelected, zoomToPart } from "./time-actions.ts";
import { hasOrder, readTime } from "./time-scene.ts";
import { createToast } from "./toast.ts";
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
  const plain = createStore<PageState>(initialState(remembered?.options ?? DEFAULT_OPTIONS));
  const store: Store<PageState> = { ...plain, set: (next) => plain.set(remember(plain.get(), next)) };
  const update = (change: (state: PageState) => PageState) => store.set(change(store.get()));
  const change = (options: Partial<Options>) => update((state) => actions.changeOptions(state, options, memory));
  const openFrame = (frame: number | undefined, beside: boolean) => {
    if (frame !== undefined && frame >= 0) link.post({ type: "openFrame", frame, beside });
  };
  const openSource = (node: number, beside: boolean) => openFrame(store.get().scene?.graph.frame[node], beside);

  const menu = createMenu();
  const go = (by: -1 | 1) => update((state) => stepThrough(state, by, memory));
  const changeShape = (shape: Partial<Shape>) => update((state) => actions.changeShape(state, shape, memory));
  const rootHere = () => update((state) => actions.rootHere(state, memory));
  const hide = () => update((state) => actions.hideSelected(state, memory));
  const stepMatch = (by: 1 | -1) => update((state) => walking(actions.stepMatch(state, by)));
  const header = createHeader({ paint: () => link.post({ type: "paint" }), showCalls: () => openSubject("calls") });
  const keys = createKeysDialog(link.surroundings);
  const toast = createToast();
  const exportMenu = createExportMenu({
    surroundings: link.surroundings,
    state: store.get,
    palette: () => palette,
    save: link.post,
    say: toast.say,
  });
  const chooseWeight = (weight: string) => link.post({ type: "chooseWeight", weight });
  const showMenu = createShowMenu({ state: store.get, change, chooseWeight });
  const toolbarActions = {
    options: () => store.get().options,
    search: (text: string) => update((state) => actions.search(state, text)),
    step: stepMatch,
    change,
    chooseWeight,
    showKeys: keys.open,
    leaveSearch: () => focusGraph(),
    go,
    compare: link.surroundings === "editor" ? () => link.post({ type: "compare" }) : null,
    showMore: (place: MenuPlace) => menu.open("More", moreMenu(store.get(), changeShape), place),
  };
  const comparing = (comparison: Partial<ComparisonOptions>) =>
    change({ comparison: { ...store.get().options.comparison, ...comparison } });
  const comparison = createComparisonBar({
    scale: (scale) => comparing({ scale }),
    swap: () => comparing({ swapped: !store.get().options.comparison.swapped }),
    stop: () => link.post({ type: "stopComparing" }),
  });
  const toolbar = createToolbar(toolbarActions, { showMenu: showMenu.element, exportMenu: exportMenu.element });
  const looksAt = (selection: ProfileSelection) => link.post({ type: "select", selection });
  const onlySelected = () => {
    const selection = throughSelected(store.get());
    if (selection) looksAt(selection);
  };
  const openSubject = (view: "sandwich" | "calls") => update((state) => actions.openSubject(state, view, memory));
  const openSandwich = () => openSubject("sandwich");
  const openMenu = (place: MenuPlace) => {
    const groups = frameMenu(store.get(), link.surroundings, {
      zoom: () => update((state) => actions.zoomTo(state, state.selected)),
      open: (beside) => openSource(store.get().selected, beside),
      openSubject,
      rootHere,
      hide,
      copy: copying.copy,
    });
    menu.open("Frame", groups, place);
  };
  const graph = createGraphPane(store, palette, link.surroundings, {
    openSource,
    openMenu,
    openSandwich,
    changeShape,
    leaveSubject: () => update((state) => actions.leaveSubject(state, memory)),
    copy: () => copying.copy("frame"),
    askSource: (frame) => link.post({ type: "askSource", frame }),
    only: onlySelected,
    timeline: { select: looksAt, showThread: (thread) => change({ view: "time", thread }) },
  });
  const calls = createCallsPane({
    choose: (frame) => update((state) => actions.choose(state, frame, memory)),
    leave: () => update((state) => actions.leaveSubject(state, memory)),
    open: link.surroundings === "editor" ? openFrame : null,
    openSandwich,
  });
  const table = createTablePane(
    {
      change,
      selectRow: (tab, row) => update((state) => walking(actions.selectRow(state, tab, row, memory))),
      openRow: (tab, row, beside) => openFrame(actions.frameOfRow(store.get(), tab, row), beside),
    },
    palette,
  );
  const empty = createEmptyView((command) => link.post({ type: "command", command }));
  const announcer = element("div", { class: "visually-hidden", role: "status" });
  const copying = createCopying(store.get, toast.say);
  const panes = element("div", { class: "panes" }, graph.element, calls.element, table.element);
  const reading = createReadingView(() => link.post({ type: "cancelReading" }));
  const shown = [header.element, comparison.element, toolbar.element, panes, empty.element, reading.element];
  root.replaceChildren(...shown, toast.element, announcer, keys.element, menu.element);

  function focusGraph(): void {
    if (store.get().scene?.view === "calls") calls.focus();
    else graph.focus();
  }

  let saving: ReturnType<typeof setTimeout> | undefined;
  function saveSoon(): void {
    clearTimeout(saving);
    saving = setTimeout(() => {
      const saved = saveState(store.get());
      if (saved) link.save(saved);
    }, SAVE_AFTER_MS);
  }

  /** The order of time is asked for when it is to be shown, and given up when not. */
  function askForTime({ view, thread }: Options, previous: Options | null): void {
    const shown = view === "time";
    if (shown === (previous?.view === "time") && (!shown || thread === previous?.thread)) return;
    link.post({ type: "timeOrder", shown, thread });
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
    if (state.scene !== previous?.scene) showMenu.show(state);
    const hadFocus = [graph, calls].some((pane) => pane.element.contains(document.activeElement));
    graph.element.hidden = state.scene?.view === "calls";
    graph.show(state, previous);
    calls.show(state);
    if (hadFocus && state.scene?.view !== previous?.scene?.view) focusGraph();
    table.show(state, previous);
    askForTime(state.options, previous?.options ?? null);
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
    out: () => {
      if (leavesPart(store.get())) looksAt(EVERYTHING);
      else update((state) => actions.stepOut(state, memory));
    },
    sandwich: openSandwich,
    calls: () => store.get().scene?.full.callGraph && openSubject("calls"),
    rootHere,
    hide,
    back: () => go(-1),
    forward: () => go(1),
    copy: () => copying.copy("frame"),
    copyStack: () => copying.copy("stack"),
    ...(link.surroundings === "editor" && {
      open: () => openFrame(actions.currentFrame(store.get()), false),
      openBeside: () => openFrame(actions.currentFrame(store.get()), true),
      only: onlySelected,
    }),
    nextMatch: () => stepMatch(1),
    previousMatch: () => stepMatch(-1),
    search: toolbar.focusSearch,
    turn: () => change({ view: store.get().options.view === "inverted" ? "merged" : "inverted" }),
    time: () => {
      const { scene } = store.get();
      if (hasOrder(scene?.lanes ?? null)) change({ view: scene?.view === "time" ? "merged" : "time" });
    },
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
    const source = { ...message, time: readTime(message.time) };
    update((state) => zoomToPart(actions.showData(state, source, full, memory, before), state));
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
        case "timeOrder":
          return update((state) => showTime(state, readTime(message.time), memory));
        case "nothingSelected":
          announcer.textContent = "Nothing was recorded in this part: everything stays as it is.";
          return update((state) => setBrush(state, null));
        case "revealFrame":
          update((state) => revealAnywhere(state, message.frame, memory));
          return focusGraph();
        case "caret":
          return update((state) => actions.showCaret(state, message.frames));
        case "source":
          return graph.receiveSource(message);
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
