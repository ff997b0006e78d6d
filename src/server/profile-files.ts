import { type Pass, PREVIEW_FILES, type ProfilerId, type RunManifest } from "../core/protocol/run.ts";
import { hasEnded } from "../runtime/run-directory.ts";

/** A profile file of a run directory and the pass that it belongs to. */
export interface ProfileFile {
  /** Name in the run directory. */
  readonly name: string;
  readonly passIndex: number;
  /** What the short recordings beside py-spy saw: only good until py-spy's own file is there. */
  readonly preview: boolean;
}

/** `<profiler>.<pid>.<ext>`, as every profiler of Heatline names its files. */
const FILE_NAMES: Readonly<Record<ProfilerId, RegExp>> = {
  "py-spy": /^py-spy\.\d+\.speedscope\.json$/,
  cprofile: /^cprofile\.\d+(\.\w+)*\.pstats$/,
  sampler: /^sampler\.\d+\.jsonl$/,
  tachyon: /^tachyon\.\d+\.bin$/,
  // What tests keep is no profile: see test-memory.ts.
  tracemalloc: /^tracemalloc\.\d+\.snapshot$/,
};

/**
 * The profile files among `names` (the entries of a run directory), pass by pass. The names in the manifest are not
 * followed: while a run goes on it has none, and a manifest from elsewhere may name files outside the directory.
 */
export function profileFiles(manifest: RunManifest, names: readonly string[]): ProfileFile[] {
  return manifest.passes.flatMap((pass, passIndex) => {
    const pattern = FILE_NAMES[pass.profiler];
    const own = names.filter((name) => pattern.test(name));
    const previews = pass.profiler === "py-spy" ? names.filter((name) => PREVIEW_FILES.test(name)) : [];
    return [
      ...own.map((name) => ({ name, passIndex, preview: false })),
      ...previews.map((name) => ({ name, passIndex, preview: true })),
    ];
  });
}

/** True while a profiler may still be writing the file: what cannot be read yet is no reason for a warning. */
export function mayStillGrow(manifest: RunManifest, pass: Pass | undefined): boolean {
  const isOpen = pass === undefined || pass.state === "starting" || pass.state === "running" || pass.state === "saving";
  return isOpen && !hasEnded(manifest);
}
