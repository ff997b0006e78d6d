import { visibleText } from "./hover/visible-text.ts";
import type { Note, Pass, RunManifest } from "./protocol/run.ts";
import { formatAgo } from "./relative-time.ts";
import { passTitle, profilerLabel, runTitle, targetTitle } from "./run-title.ts";
import { formatBytes, formatDuration, UNKNOWN } from "./units.ts";

/** One line of what is known of a run. Both are finished text without markup. */
export interface RunFact {
  readonly label: string;
  readonly value: string;
}

/** How the program ended: `exit 0`, `SIGTERM`; '' while that is not known. */
function endText({ exitCode, signal }: Pick<Pass, "exitCode" | "signal">): string {
  if (signal !== null) return visibleText(signal, 20);
  return exitCode === null ? "" : `exit ${exitCode}`;
}

/** Elapsed time of a pass in nanoseconds, as the kernel told it or as the clock saw it; null while unknown. */
function passDurationNs({ usage, startedAt, endedAt }: Pass): number | null {
  if (usage !== null) return usage.wallNs;
  if (startedAt === null || endedAt === null) return null;
  const elapsedMs = Date.parse(endedAt) - Date.parse(startedAt);
  return Number.isFinite(elapsedMs) && elapsedMs >= 0 ? elapsedMs * 1e6 : null;
}

/** The short text beside a run's title: `5 min ago · py-spy · 3.20 s · exit 1`. Exit 0 goes without saying. */
export function runDescription(manifest: RunManifest, nowMs: number): string {
  return runParts(manifest, nowMs).join(" · ");
}

/** A run in words, for a screen reader: title, state, the facts of its description. */
export function runSpoken(manifest: RunManifest, nowMs: number, isCurrent: boolean): string {
  const parts = [runTitle(manifest), ...(isCurrent ? ["shown in the editor"] : []), ...runParts(manifest, nowMs)];
  if (manifest.pinned) parts.push("pinned");
  return parts.join(", ");
}

function runParts(manifest: RunManifest, nowMs: number): string[] {
  const { passes, state } = manifest;
  const durations = passes.map(passDurationNs).filter((duration) => duration !== null);
  const end = passes.map(endText).find((text) => text !== "" && text !== "exit 0") ?? "";
  return [
    state === "done" ? "" : STATE_WORDS[state],
    formatAgo(nowMs - Date.parse(manifest.startedAt)),
    passes.map(({ profiler }) => profilerLabel(profiler)).join(" and "),
    durations.length === 0 ? "" : formatDuration(durations.reduce((sum, duration) => sum + duration, 0)),
    end,
  ].filter((part) => part !== "");
}

const STATE_WORDS: Readonly<Record<RunManifest["state"], string>> = {
  starting: "starting",
  running: "running",
  saving: "saving",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
};

/** A pass in one line: `done · 3.20 s · exit 0 · 34.0 MiB at most`. */
export function passDescription(pass: Pass): string {
  const duration = passDurationNs(pass);
  return [
    STATE_WORDS[pass.state],
    duration === null ? "" : formatDuration(duration),
    endText(pass),
    pass.usage === null ? "" : `${formatBytes(pass.usage.maxRssBytes)} at most`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** All that is known of how a run was made, one fact per line. */
export function runFacts(manifest: RunManifest): RunFact[] {
  const { interpreter, git, machine, passes } = manifest;
  const command = [interpreter.path, targetTitle(manifest.target), ...manifest.args].join(" ");
  return [
    { label: "Command", value: visibleText(command, 300) },
    { label: "Folder", value: visibleText(manifest.cwd, 200) },
    {
      label: "Interpreter",
      value: `${visibleText(interpreter.implementation, 30)} ${visibleText(interpreter.version, 20)}: ${visibleText(interpreter.why, 200)}`,
    },
    {
      label: "Profiler",
      value: [passes.map(passTitle).join(" and "), visibleText(manifest.chosenBecause, 300)].filter(Boolean).join(": "),
    },
    { label: "Began", value: visibleText(manifest.startedAt, 40) },
    { label: "Ended", value: passes.map((pass) => passDescription(pass)).join("; ") || UNKNOWN },
    {
      label: "Commit",
      value:
        git === null ? UNKNOWN : `${visibleText(git.commit.slice(0, 12))}${git.dirty ? ", with changes on top" : ""}`,
    },
    { label: "Machine", value: visibleText(`${machine.os} ${machine.arch}, ${machine.cpus} CPUs`) },
  ];
}

/** Notes of the run and of its passes, each said once. */
export function runNotes(manifest: RunManifest): Note[] {
  const all = [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)];
  return all.filter((note, at) => all.findIndex(({ message }) => message === note.message) === at);
}
