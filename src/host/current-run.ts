import { commands, type Disposable, type Event, EventEmitter } from "vscode";
import type { ProfileSelection } from "../core/protocol/lanes.ts";
import type { Places, RunView } from "../core/protocol/server.ts";
import { CONTEXT_KEYS } from "./contributions.ts";
import type { Server } from "./server.ts";

/** The one owner of "which run is loaded"; heat, views, panel and status bar subscribe. */
export interface CurrentRun {
  /** The loaded run, or the opened profile whose heat is on the lines; null: none. */
  readonly view: RunView | null;
  /**
   * Loads a run directory or a profile file, or reads again what changed in it. Rejects with a reason when it cannot be
   * read.
   */
  load(path: string): Promise<RunView>;
  /** Reads again what changed in what was loaded last; does nothing where something else was chosen since. */
  reload(path: string): Promise<void>;
  unload(): Promise<void>;
  /** Looks at a part of what is loaded; false, and no change, where nothing is in it. */
  select(selection: ProfileSelection): Promise<boolean>;
  /** `replaced` is true when another run (or none) took the place, false when the same run has new numbers. */
  readonly onDidChange: Event<{ readonly view: RunView | null; readonly replaced: boolean }>;
}

export function createCurrentRun(server: Server, places: () => Places): CurrentRun & Disposable {
  const changed = new EventEmitter<{ view: RunView | null; replaced: boolean }>();
  let view: RunView | null = null;
  /** Counts loads: an answer that a newer load has overtaken is dropped. */
  let latest = 0;
  /** What was chosen last: loaded, or on its way. */
  let wanted: string | null = null;

  function show(next: RunView | null): void {
    const replaced = view?.path !== next?.path;
    view = next;
    void commands.executeCommand("setContext", CONTEXT_KEYS.runLoaded, view !== null);
    changed.fire({ view, replaced });
  }

  async function load(path: string): Promise<RunView> {
    const ticket = ++latest;
    wanted = path;
    try {
      const loaded = await server.request("loadRun", { path, places: places() });
      if (ticket === latest) show(loaded);
      return loaded;
    } catch (error) {
      if (ticket === latest) wanted = view?.path ?? null;
      throw error;
    }
  }

  async function reload(path: string): Promise<void> {
    if (wanted === path) await load(path);
  }

  async function unload(): Promise<void> {
    latest++;
    wanted = null;
    if (view === null) return;
    show(null);
    await server.request("unloadRun", {});
  }

  async function select(selection: ProfileSelection): Promise<boolean> {
    const selected = await server.request("select", { which: null, selection });
    // Something else may have been loaded meanwhile. A load of the same that is on its way brings the part along.
    if (selected !== null && selected.path === view?.path) show(selected);
    return selected !== null;
  }

  const restarts = server.onDidRestart(() => {
    if (view !== null) void load(view.path).catch(() => show(null));
  });

  return {
    get view() {
      return view;
    },
    load,
    reload,
    unload,
    select,
    onDidChange: changed.event,
    dispose: () => {
      restarts.dispose();
      changed.dispose();
    },
  };
}
