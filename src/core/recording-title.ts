import { visibleText } from "./hover/visible-text.ts";
import type { ProfileFile, Recording } from "./protocol/recording.ts";
import type { RunManifest } from "./protocol/run.ts";
import type { RunView } from "./protocol/server.ts";
import { type RunFact, runFacts } from "./run-facts.ts";
import { runSubtitle, runTitle } from "./run-title.ts";
import { formatBytes, formatCount, formatValue } from "./units.ts";

/** `report.py --days 3` of a run, `server.pstats` of an opened profile. One line, safe to show as text. */
export function recordingTitle(recording: Recording): string {
  if (recording.kind === "run") return runTitle(recording.manifest);
  return visibleText(recording.file.path.split(/[\\/]/).at(-1) ?? recording.file.path);
}

/** The manifest of the run; null for a profile that was made elsewhere, or where nothing is loaded. */
export function manifestOf(view: Pick<RunView, "recording"> | null): RunManifest | null {
  return view?.recording.kind === "run" ? view.recording.manifest : null;
}

/** True where memory of tests was measured instead of time. */
export function measuresTests(view: Pick<RunView, "recording"> | null): boolean {
  return manifestOf(view)?.target.kind === "tests";
}

/** How it was measured: of a profile `py-spy 0.4.3 · speedscope · 1,204 samples · 2 processes · 2026-11-25 12:04`. */
export function recordingSubtitle(view: Pick<RunView, "recording" | "samples">): string {
  const { recording, samples } = view;
  if (recording.kind === "run") return runSubtitle(recording.manifest, view);
  const { file } = recording;
  return [
    ...formatsOf(file),
    samples > 0 ? formatValue(samples, "samples") : "",
    file.profiles.length > 1 ? `${formatCount(file.profiles.length)} processes` : "",
    dayAndTime(file.modifiedAt),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** All that is known of how the numbers were made, one fact per line. */
export function recordingFacts(view: RunView): RunFact[] {
  const { recording, totals } = view;
  if (recording.kind === "run") return runFacts(recording.manifest);
  const weights = view.weights.map((weight) => ({
    label: visibleText(weight.label),
    value: `${formatValue(totals.find((total) => total.weight === weight.id)?.total ?? Number.NaN, weight.unit)}, ${certaintyText(weight.certainty)}`,
  }));
  return [...fileFacts(recording.file), ...weights];
}

/** What is known of a profile file beside its weights. */
export function fileFacts(file: ProfileFile): RunFact[] {
  const pids = file.profiles.flatMap(({ pid }) => (pid === null ? [] : [String(pid)]));
  const sum = (count: (profile: ProfileFile["profiles"][number]) => number) =>
    file.profiles.reduce((total, profile) => total + count(profile), 0);
  const counts = [
    `${formatCount(sum(({ functions }) => functions))} functions in ${formatCount(sum(({ files }) => files))} files`,
    sum(({ stacks }) => stacks) > 0 ? `${formatCount(sum(({ stacks }) => stacks))} stacks` : "",
    sum(({ threads }) => threads) > 1 ? `${formatCount(sum(({ threads }) => threads))} threads` : "",
  ];
  return [
    { label: "File", value: visibleText(file.path, 300) },
    { label: "Format", value: formatsOf(file).join(" · ") },
    { label: "Size", value: formatBytes(file.sizeBytes) },
    { label: "Changed", value: dayAndTime(file.modifiedAt) },
    ...(pids.length > 0 ? [{ label: "Processes", value: visibleText(pids.join(", "), 200) }] : []),
    { label: "Holds", value: counts.filter((part) => part !== "").join(", ") },
  ];
}

function certaintyText(certainty: RunView["weights"][number]["certainty"]): string {
  if (certainty.kind === "sampled") return `from ${formatValue(certainty.samples, "samples")}`;
  return certainty.kind === "exact" ? "exact" : `estimated: ${visibleText(certainty.because, 200)}`;
}

/** Producer and format, each once: `py-spy@0.4.3`, `speedscope`. */
function formatsOf({ profiles }: ProfileFile): string[] {
  const names = profiles.flatMap(({ producer, format }) => [producer, format]).filter((name) => name !== "");
  return [...new Set(names.map((name) => visibleText(name, 60)))].slice(0, 4);
}

/** `2026-11-25 12:04` on the local clock; '' for what is no time. */
export function dayAndTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
