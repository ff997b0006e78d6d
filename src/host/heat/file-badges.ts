import { Disposable, EventEmitter, FileDecoration, ThemeColor, Uri, window } from "vscode";
import { heatBadge } from "../../core/heat/badge.ts";
import { heatLevel } from "../../core/heat/level.ts";
import type { HostContext } from "../host-context.ts";

/** Badges on the hot files of the current run, in the explorer and on tabs. */
export function createFileBadges({ server, currentRun, settings, log }: HostContext): Disposable {
  const changed = new EventEmitter<Uri[]>();
  let badges = new Map<string, FileDecoration>();
  /** Counts refreshes: an answer that a newer one has overtaken is dropped. */
  let latest = 0;

  function show(next: Map<string, FileDecoration>): void {
    const touched = new Set([...badges.keys(), ...next.keys()]);
    badges = next;
    if (touched.size > 0) changed.fire([...touched].map((uri) => Uri.parse(uri, true)));
  }

  async function refresh(): Promise<void> {
    const ticket = ++latest;
    const { enabled, badges: wanted } = settings.read().heat;
    if (currentRun.view === null || !enabled || !wanted) return show(new Map());
    try {
      const files = await server.request("hotFiles", {});
      if (ticket === latest) show(decorations(files));
    } catch (error) {
      log.warn(`No badges on hot files: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  void refresh();
  return Disposable.from(
    changed,
    window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: (uri) => (uri.scheme === "file" ? badges.get(uri.toString()) : undefined),
    }),
    currentRun.onDidChange(() => void refresh()),
    settings.onDidChange(() => void refresh()),
  );
}

function decorations(files: readonly { path: string; share: number }[]): Map<string, FileDecoration> {
  const made = new Map<string, FileDecoration>();
  for (const { path, share } of files) {
    const badge = heatBadge(share);
    if (badge === null) continue;
    const color = new ThemeColor(`heatline.heat${Math.max(1, heatLevel(share))}Foreground`);
    const decoration = new FileDecoration(badge.badge, badge.tooltip, color);
    decoration.propagate = false;
    made.set(Uri.file(path).toString(), decoration);
  }
  return made;
}
