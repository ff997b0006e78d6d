import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { certaintyText } from "../core/certainty-text.ts";
import { htmlReport } from "../core/export/html-report.ts";
import { hottestPlaces, type SourceText } from "../core/export/report-places.ts";
import { chosenWeight } from "../core/profile/chosen-weight.ts";
import type { OriginClassifier } from "../core/profile/code-origin.ts";
import { buildFlamegraph } from "../core/profile/flamegraph.ts";
import type { Profile } from "../core/profile/model.ts";
import { packFlamegraph } from "../core/profile/pack.ts";
import { lineRows } from "../core/profile/profile-rows.ts";
import type { Report, ReportWeight } from "../core/protocol/report.ts";
import { recordingFacts, recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import type { RunIndex } from "./evidence.ts";
import { profileSources, runSources } from "./report-sources.ts";
import { runView } from "./run-view.ts";

/** Where the profiles come from: what a report says of them, and how it finds their code. */
export interface ReportOrigin {
  readonly head: Pick<Report, "title" | "subtitle" | "warnings" | "facts">;
  readonly classify: OriginClassifier;
  readonly sourceOf: (file: string) => SourceText;
}

/**
 * Profiles as one HTML file that opens offline.
 * @param pageDir folder of `report.js`, `report.css` and `flamegraph.css`
 */
export function reportDocument(profiles: readonly Profile[], origin: ReportOrigin, pageDir: string): string {
  const graphs = weightsOf(profiles, origin);
  const report: Report = {
    schema: 1,
    ...origin.head,
    ofFunctions: profiles.every(({ kind }) => kind === "graph"),
    weights: graphs.map(({ weight }) => weight),
  };
  const flamegraphs = graphs.map(({ data }) => (data === null ? null : packed(new Uint8Array(data))));
  return htmlReport({ ...pageParts(pageDir), report: packed(JSON.stringify(report)), flamegraphs });
}

/** What the editor has loaded, as a report. The preview of a run gives way to what the profiler wrote at its end. */
export function loadedReport(index: RunIndex, pageDir: string): string {
  const { recording, facts, path: source } = index;
  const loaded = [...index.trees, ...index.graphs];
  const final = loaded.filter(({ preview }) => !preview);
  const view = runView(index);
  const origin: ReportOrigin = {
    head: {
      title: recordingTitle(recording),
      subtitle: recordingSubtitle(view),
      warnings: view.warnings,
      facts: recordingFacts(view),
    },
    classify: facts.classify,
    sourceOf: recording.kind === "run" ? runSources(source, recording.manifest, facts) : profileSources(source, facts),
  };
  const profiles = (final.length > 0 ? final : loaded).map(({ profile }) => profile);
  return reportDocument(profiles, origin, pageDir);
}

/** Each weight with its hottest lines, and its flamegraph where there is one; those that are drawn come first. */
function weightsOf(
  profiles: readonly Profile[],
  { classify, sourceOf }: ReportOrigin,
): { weight: ReportWeight; data: ArrayBuffer | null }[] {
  const trees = profiles.filter(({ kind }) => kind === "tree");
  const ids = new Set([...trees, ...profiles].flatMap(({ weights }) => weights.map(({ id }) => id)));
  const all = [...ids].flatMap((id) => {
    const chosen = chosenWeight(profiles, id);
    if (chosen === null) return [];
    const { weight, total, profiles: used } = chosen;
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
