import { visibleText } from "./hover/visible-text.ts";
import type { Pass, ProfilerId, RunManifest, Target } from "./protocol/run.ts";
import type { RunView } from "./protocol/server.ts";
import { formatCount } from "./units.ts";

const PROFILER_LABELS: Readonly<Record<ProfilerId, string>> = {
  "py-spy": "py-spy",
  cprofile: "cProfile",
  sampler: "in-process sampler",
  tachyon: "profiling.sampling",
  tracemalloc: "tracemalloc",
};

export function profilerLabel(profiler: ProfilerId): string {
  return PROFILER_LABELS[profiler];
}

/** `report.py`, `-m package.module` or `tests in tests/test_pages.py`. */
export function targetTitle(target: Target): string {
  if (target.kind === "tests")
    return visibleText(target.selection.length === 0 ? "all tests" : `tests in ${target.selection.join(", ")}`);
  if (target.kind === "module") return visibleText(`-m ${target.module}`);
  return visibleText(target.path.split(/[\\/]/).at(-1) ?? target.path);
}

/** The name the user gave, else the target with its arguments: `report.py --days 3`. One line, safe to show as text. */
export function runTitle(manifest: RunManifest): string {
  if (manifest.name !== null && manifest.name.trim() !== "") return visibleText(manifest.name.trim());
  const args = manifest.args.map(quoteForReading).join(" ");
  const target = targetTitle(manifest.target);
  return args === "" ? target : visibleText(`${target} ${args}`);
}

/** `py-spy 0.4.3 at 100 Hz`. */
export function passTitle(pass: Pass): string {
  const version = pass.profilerVersion === null ? "" : ` ${visibleText(pass.profilerVersion, 20)}`;
  const rate = pass.rateHz === null ? "" : ` at ${formatCount(pass.rateHz)} Hz`;
  return `${profilerLabel(pass.profiler)}${version}${rate}`;
}

/**
 * How the run was measured: `py-spy 0.4.3 at 100 Hz · 1,204 samples · Python 3.11.7 · 12:04`. The samples come from the
 * loaded run and are left out without it; the time is the machine's local time.
 */
export function runSubtitle(manifest: RunManifest, view: Pick<RunView, "samples"> | null): string {
  const parts = [manifest.passes.map(passTitle).join(" and ")];
  if (view !== null && view.samples > 0)
    parts.push(`${formatCount(view.samples)} ${view.samples === 1 ? "sample" : "samples"}`);
  parts.push(`Python ${visibleText(manifest.interpreter.version, 20)}`, clockTime(manifest.startedAt));
  return parts.filter((part) => part !== "").join(" · ");
}

/** The hour and minute of an ISO time on the local clock, `12:04`; '' for what is no time. */
export function clockTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Quotes show where an argument begins and ends; this is for reading, not for a shell. */
function quoteForReading(argument: string): string {
  return argument === "" || /[\s"']/.test(argument) ? JSON.stringify(argument) : argument;
}
