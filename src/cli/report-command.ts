import { statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Profile } from "../core/profile/model.ts";
import type { Recording } from "../core/protocol/recording.ts";
import type { Report } from "../core/protocol/report.ts";
import type { RunManifest } from "../core/protocol/run.ts";
import { fileFacts, recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import { runFacts, runNotes } from "../core/run-facts.ts";
import { runSubtitle, runTitle } from "../core/run-title.ts";
import { readManifest } from "../runtime/run-directory.ts";
import { profileFileFacts, runFileFacts } from "../server/file-facts.ts";
import { profileFileOf } from "../server/profile-file.ts";
import { type ReportOrigin, reportDocument } from "../server/report-document.ts";
import { profileSources, runSources } from "../server/report-sources.ts";
import { type ReadFile, readProfiles } from "./read-profiles.ts";
import { UsageError } from "./usage-error.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * `heatline report`: a run or a profile as one HTML file that opens offline.
 * @param pageDir folder of `report.js`, `report.css` and `flamegraph.css`
 */
export async function reportCommand(argv: readonly string[], pageDir: string): Promise<number> {
  const { source, out } = parse(argv);
  const read = await readProfiles(source);
  const profiles = read.flatMap((each) => each.profiles);
  const origin = statSync(source).isDirectory()
    ? ofRun(source, await readManifest(source), profiles)
    : ofFile(source, read);
  const html = reportDocument(profiles, origin, pageDir);
  if (out === "-") process.stdout.write(html);
  else await writeWhole(out, html);
  return 0;
}

function ofRun(dir: string, manifest: RunManifest, profiles: readonly Profile[]): ReportOrigin {
  const facts = runFileFacts(manifest, []);
  const notes = runNotes(manifest);
  const warnings = notes.filter(({ level }) => level !== "info").map(({ message }) => message);
  const infos = notes.filter(({ level }) => level === "info").map(({ message }) => ({ label: "Note", value: message }));
  return {
    head: {
      title: runTitle(manifest),
      subtitle: runSubtitle(manifest, { samples: samplesOf(profiles) }),
      warnings: [...new Set([...warnings, ...profiles.flatMap((profile) => profile.warnings)])],
      facts: [...runFacts(manifest), ...formatFacts(profiles), ...infos],
    },
    classify: facts.classify,
    sourceOf: runSources(dir, manifest, facts),
  };
}

function ofFile(source: string, read: readonly ReadFile[]): ReportOrigin {
  const profiles = read.flatMap((each) => each.profiles);
  const file = profileFileOf(path.resolve(source), profiles, statSync(source));
  const recording: Recording = { kind: "profile", file };
  const facts = profileFileFacts(file.path, { folders: [process.cwd()], mappings: [] });
  return {
    head: {
      title: recordingTitle(recording),
      subtitle: recordingSubtitle({ recording, samples: samplesOf(profiles) }),
      warnings: [...new Set(profiles.flatMap((profile) => profile.warnings))],
      facts: fileFacts(file),
    },
    classify: facts.classify,
    sourceOf: profileSources(source, facts),
  };
}

function formatFacts(profiles: readonly Profile[]): Report["facts"] {
  const once = (texts: readonly string[]) => [...new Set(texts)].join(", ");
  const pids = profiles.flatMap(({ pid }) => (pid === null ? [] : [String(pid)]));
  return [
    { label: "Format", value: once(profiles.map(({ format }) => format)) },
    { label: "Producer", value: once(profiles.map(({ producer }) => producer)) },
    ...(pids.length > 0 ? [{ label: "Processes", value: once(pids) }] : []),
  ];
}

/** Samples of the first weight, which all weights of a sampler share; 0 where nothing was sampled. */
function samplesOf(profiles: readonly Profile[]): number {
  return profiles.reduce((sum, { weights: [first] }) => {
    return sum + (first?.certainty.kind === "sampled" ? first.certainty.samples : 0);
  }, 0);
}

/** @throws UsageError */
function parse(argv: readonly string[]): { source: string; out: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { out: { type: "string", short: "o" } },
    });
    const [source, more] = positionals;
    if (source === undefined || more !== undefined)
      throw new Error("heatline report needs one run directory or profile");
    if (values.out === undefined || values.out === "")
      throw new Error("heatline report needs -o and the file to write");
    return { source, out: values.out };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
