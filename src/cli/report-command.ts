import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { htmlReport } from "../core/export/html-report.ts";
import { hottestPlaces, type SourceText } from "../core/export/report-places.ts";
import type { OriginClassifier } from "../core/profile/code-origin.ts";
import { buildFlamegraph } from "../core/profile/flamegraph.ts";
import type { Profile } from "../core/profile/model.ts";
import { packFlamegraph } from "../core/profile/pack.ts";
import { lineRows } from "../core/profile/profile-rows.ts";
import type { Recording } from "../core/protocol/recording.ts";
import type { Report, ReportWeight } from "../core/protocol/report.ts";
import type { RunManifest } from "../core/protocol/run.ts";
import { fileFacts, recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import { runFacts, runNotes } from "../core/run-facts.ts";
import { runSubtitle, runTitle } from "../core/run-title.ts";
import { readManifest } from "../runtime/run-directory.ts";
import { profileFileFacts, runFileFacts } from "../server/file-facts.ts";
import { profileFileOf } from "../server/profile-file.ts";
import { certaintyText } from "./certainty-text.ts";
import { type ReadFile, readProfiles } from "./read-profiles.ts";
import { profileSources, runSources } from "./report-sources.ts";
import { UsageError } from "./usage-error.ts";
import { chooseWeight } from "./weight-choice.ts";
import { writeWhole } from "./write-whole.ts";

/** Where the profiles come from: what a report says of them, and how it finds their code. */
interface Origin {
  readonly head: Pick<Report, "title" | "subtitle" | "warnings" | "facts">;
  readonly classify: OriginClassifier;
  readonly sourceOf: (file: string) => SourceText;
}

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
  const graphs = weightsOf(profiles, origin);
  const report: Report = {
    schema: 1,
    ...origin.head,
    ofFunctions: profiles.every(({ kind }) => kind === "graph"),
    weights: graphs.map(({ weight }) => weight),
  };
  const flamegraphs = graphs.map(({ data }) => (data === null ? null : packed(new Uint8Array(data))));
  const html = htmlReport({ ...pageParts(pageDir), report: packed(JSON.stringify(report)), flamegraphs });
  if (out === "-") process.stdout.write(html);
  else await writeWhole(out, html);
  return 0;
}

function ofRun(dir: string, manifest: RunManifest, profiles: readonly Profile[]): Origin {
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

function ofFile(source: string, read: readonly ReadFile[]): Origin {
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

/** Each weight with its hottest lines, and its flamegraph where there is one; those that are drawn come first. */
function weightsOf(
  profiles: readonly Profile[],
  { classify, sourceOf }: Origin,
): { weight: ReportWeight; data: ArrayBuffer | null }[] {
  const trees = profiles.filter(({ kind }) => kind === "tree");
  const ids = new Set([...trees, ...profiles].flatMap(({ weights }) => weights.map(({ id }) => id)));
  const all = [...ids].map((id) => {
    const { weight, total, profiles: used } = chooseWeight(profiles, id);
    const graph = buildFlamegraph(used, id, classify, trees.length > 0);
    return {
      data: graph === null ? null : packFlamegraph(graph),
      weight: {
        id,
        label: weight.label,
        unit: weight.unit,
        certainty: certaintyText(weight.certainty),
        total,
        drawn: graph !== null,
        places: hottestPlaces(lineRows(used, id), total, sourceOf),
      },
    };
  });
  return all.toSorted((a, b) => Number(b.weight.drawn) - Number(a.weight.drawn));
}

function packed(content: string | Uint8Array): string {
  return gzipSync(content, { level: 9 }).toString("base64");
}

function pageParts(pageDir: string) {
  const read = (name: string) => readFileSync(path.join(pageDir, name), "utf8");
  // A source map is not part of the report: a debugger would look for it beside the document.
  const script = read("report.js").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  const style = read("flamegraph.css") + read("report.css");
  return { script, scriptSha256: sha256(script), style, styleSha256: sha256(style) };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
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
