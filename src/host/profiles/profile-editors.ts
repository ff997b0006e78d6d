import { type Event, EventEmitter, type Uri, type WebviewPanel } from "vscode";
import type { HostContext, Part } from "../host-context.ts";
import { chooseProfiles } from "./choose-profiles.ts";
import { createProfileSession, type ProfileSession } from "./profile-session.ts";

/** The profiles that are open in editors: each has its flamegraph, one of them (or a run) has its heat on the lines. */
export interface ProfileEditors extends Part<"openProfile"> {
  /** Fills an editor that VS Code has opened for a file. */
  resolve(file: Uri, panel: WebviewPanel): Promise<void>;
  /** Paths of the profiles that were read, in the order of opening. */
  readonly paths: readonly string[];
  /** Path of the profile whose editor is the active one; null: none is. */
  readonly active: string | null;
  /** Shows an opened profile compared with a run directory or a profile file; false where it is not open. */
  compare(path: string, against: string): boolean;
  readonly onDidChange: Event<void>;
}

/** @param resumed what was painted before a reload of the window is loaded again, or is not */
export function createProfileEditors(host: HostContext, resumed: Promise<void>): ProfileEditors {
  const changed = new EventEmitter<void>();
  const sessions = new Set<ProfileSession>();
  let isResumed = false;
  void resumed.finally(() => {
    isResumed = true;
  });

  return {
    commands: {
      openProfile: (...args) => chooseProfiles(args),
    },
    async resolve(file, panel) {
      // An editor that comes back with the window takes the lines from nobody.
      const takesLines = isResumed || (await resumed.then(() => host.currentRun.view === null));
      const session = createProfileSession(host, file, panel, takesLines, () => changed.fire());
      sessions.add(session);
      panel.onDidDispose(() => {
        sessions.delete(session);
        session.dispose();
        changed.fire();
      });
    },
    get paths() {
      return [...new Set([...sessions].filter(({ isRead }) => isRead).map(({ path }) => path))];
    },
    get active() {
      return [...sessions].find(({ isRead, panel }) => isRead && panel.active)?.path ?? null;
    },
    compare(path, against) {
      const session = [...sessions].find((each) => each.isRead && each.path === path);
      session?.panel.reveal();
      session?.compare(against);
      return session !== undefined;
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const session of sessions) session.dispose();
      changed.dispose();
    },
  };
}
