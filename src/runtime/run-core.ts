import type { Note, Pass, RunManifest } from "../core/protocol/run.ts";
import { updateManifest } from "./run-manifest.ts";

/** A run as its callers see it. It goes on by itself; nothing has to be polled. */
export interface Run {
  readonly id: string;
  readonly dir: string;
  /** As last written to disk. */
  manifest(): RunManifest;
  /** Since the run began; stands still when it has ended. */
  elapsedNs(): number;
  /** Samples so far, over all processes of the running pass, as the in-process sampler tells them. */
  samples(): number;
  /** Calls the listener on every change of the manifest or of the samples. @returns how to stop that */
  onDidChange(listener: () => void): () => void;
  /** Ends the program (SIGINT, SIGTERM, SIGKILL of the tree) and keeps the profile. Settles with `done`. */
  stop(): Promise<void>;
  /** Never rejects: what went wrong is in the manifest. */
  readonly done: Promise<RunManifest>;
}

/** The moving parts behind a Run, shared by what follows, stops and finishes it. */
export interface RunCore {
  readonly dir: string;
  manifest: RunManifest;
  /** Samples of the running pass by pid. */
  readonly samplesByPid: Map<number, number>;
  /** Identity of the launcher of the running pass; null before it is known. */
  launcher: { readonly pid: number; readonly identity: string | null } | null;
  /** Set once: from then on nothing new starts. */
  readonly stopping: AbortController;
  readonly listeners: Set<() => void>;
}

export function createRunCore(dir: string, manifest: RunManifest): RunCore {
  return {
    dir,
    manifest,
    samplesByPid: new Map(),
    launcher: null,
    stopping: new AbortController(),
    listeners: new Set(),
  };
}

export function tellListeners(core: RunCore): void {
  for (const listener of [...core.listeners]) listener();
}

/** The one way a run's manifest changes: on disk first, then here, then the listeners hear of it. */
export async function changeRun(core: RunCore, change: (manifest: RunManifest) => RunManifest): Promise<void> {
  core.manifest = await updateManifest(core.dir, change);
  tellListeners(core);
}

export function changePass(core: RunCore, index: number, change: (pass: Pass) => Pass): Promise<void> {
  return changeRun(core, (manifest) => {
    const passes = manifest.passes.map((pass, i) => (i === index ? change(pass) : pass));
    const current = passes[index];
    return { ...manifest, passes, state: current && isLive(current.state) ? current.state : manifest.state };
  });
}

export function isLive(state: Pass["state"]): boolean {
  return state === "starting" || state === "running" || state === "saving";
}

export function passOf(core: RunCore, index: number): Pass {
  const pass = core.manifest.passes[index];
  if (!pass) throw new RangeError(`the run has no pass ${index}`);
  return pass;
}

/** Adds notes that are not there yet. */
export function withNotes(pass: Pass, notes: readonly Note[]): Pass {
  const fresh = notes.filter(
    (note) => !pass.notes.some((old) => old.code === note.code && old.message === note.message),
  );
  return { ...pass, notes: [...pass.notes, ...fresh] };
}

/** The environment variable that names the run in every process below it. */
export const RUN_MARKER = "HEATLINE_RUN";

export function markerOf(core: RunCore): string {
  return `${RUN_MARKER}=${core.manifest.id}`;
}

export function toRun(core: RunCore, startedNs: bigint, done: Promise<RunManifest>): Run {
  let endedNs: bigint | null = null;
  const settled = done.then((manifest) => {
    endedNs = process.hrtime.bigint();
    tellListeners(core);
    return manifest;
  });
  return {
    id: core.manifest.id,
    dir: core.dir,
    manifest: () => core.manifest,
    elapsedNs: () => Number((endedNs ?? process.hrtime.bigint()) - startedNs),
    samples: () => [...core.samplesByPid.values()].reduce((sum, count) => sum + count, 0),
    onDidChange(listener) {
      core.listeners.add(listener);
      return () => core.listeners.delete(listener);
    },
    async stop() {
      core.stopping.abort();
      await settled;
    },
    done: settled,
  };
}
