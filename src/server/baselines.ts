import { stat } from "node:fs/promises";
import path from "node:path";
import type { Places } from "../core/protocol/server.ts";
import type { RunIndex } from "./evidence.ts";
import { type ReadControl, reasonOf } from "./opened-profiles.ts";
import { createProfileReader, type ProfileReader } from "./profile-reader.ts";
import { NOWHERE, type RunStore, readRun } from "./run-store.ts";

/** What the flamegraphs are compared with: read when it is asked for, kept until none is compared with it any more. */
export interface Baselines {
  /**
   * What the flamegraph of `which` is compared with from now on; null for no path.
   * @throws Error with a sentence where the path is neither a run nor a profile
   */
  use(which: string | null, path: string | null, places?: Places, control?: ReadControl): Promise<RunIndex | null>;
  release(which: string | null): void;
}

interface Held {
  readonly path: string;
  readonly reader: ProfileReader;
  /** A run that has ended, which is read once. */
  run: { readonly index: RunIndex; readonly places: string } | null;
}

export function createBaselines(store: RunStore): Baselines {
  const held = new Map<string | null, Held>();

  function release(which: string | null): void {
    const before = held.get(which);
    if (before === undefined) return;
    held.delete(which);
    store.close(before.path, before);
  }

  return {
    release,
    async use(which, wanted, places = NOWHERE, control = {}) {
      const at = wanted === null ? null : path.resolve(wanted);
      if (held.get(which)?.path !== at) release(which);
      if (at === null) return null;
      if (store.current?.path === at) return store.current;
      const mine = held.get(which) ?? { path: at, reader: createProfileReader(), run: null };
      held.set(which, mine);
      try {
        return (await isFile(at)) ? await store.open(at, places, control, mine) : await runOf(mine, places);
      } catch (error) {
        release(which);
        throw error;
      }
    },
  };
}

async function isFile(at: string): Promise<boolean> {
  const facts = await stat(at).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path.basename(at)} cannot be compared with: ${reasonOf(error)}.`);
  });
  return facts.isFile();
}

async function runOf(held: Held, places: Places): Promise<RunIndex> {
  const asked = JSON.stringify(places.mappings);
  if (held.run?.places === asked) return held.run.index;
  const index = await readRun(held.path, held.reader, places.mappings);
  if (!index.live) held.run = { index, places: asked };
  return index;
}
