import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { SourceText } from "../core/export/report-places.ts";
import type { RunManifest } from "../core/protocol/run.ts";
import type { FileFacts } from "./file-facts.ts";

const MAX_SOURCE_BYTES = 1_000_000;

const no = (why: string): SourceText => ({ ok: false, why });

/**
 * Sources of a run: as it kept them, else from the disk where the file is older than the run.
 * A report is handed on, and a profile can name any file: only Python sources are read, and none from a network share.
 */
export function runSources(dir: string, manifest: RunManifest, facts: FileFacts): (file: string) => SourceText {
  const kept = new Map(manifest.sources.map(({ path: file, sha256 }) => [file, sha256]));
  return remembered((file) => {
    const place = facts.place(file);
    if (place === null) return no("This code has no file.");
    const sha256 = kept.get(place.path);
    if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256))
      return fromDisk(place.path, Date.parse(manifest.startedAt), "it was run");
    return readText(path.join(dir, "sources", `${sha256}.py`));
  });
}

/** Sources of a profile that came without its run: from the disk where the file is older than the profile. */
export function profileSources(profileFile: string, facts: FileFacts): (file: string) => SourceText {
  const { mtimeMs } = statSync(profileFile);
  return remembered((file) => {
    const place = facts.place(file);
    return place === null ? no("This code has no file.") : fromDisk(place.path, mtimeMs, "the profile was written");
  });
}

function fromDisk(named: string, measuredMs: number, when: string): SourceText {
  if (/^[\\/]{2}/.test(named)) return no("Sources on a network share are not read.");
  const file = path.resolve(named);
  if (!/\.pyw?$/i.test(file)) return no("This is no Python source.");
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts?.isFile()) return no("The source is not on this machine, or not where it was.");
  if (facts.mtimeMs > measuredMs)
    return no(`The source was changed after ${when}: what it says now is not what was measured.`);
  if (facts.size > MAX_SOURCE_BYTES) return no("The source has more than 1 MB.");
  return readText(file);
}

function readText(file: string): SourceText {
  try {
    return { ok: true, text: readFileSync(file, "utf8").replace(/^\ufeff/, "") };
  } catch {
    return no("The source cannot be read.");
  }
}

function remembered(read: (file: string) => SourceText): (file: string) => SourceText {
  const known = new Map<string, SourceText>();
  return (file) => {
    const source = known.get(file) ?? read(file);
    known.set(file, source);
    return source;
  };
}
