import type { Unit } from "./profile/model.ts";

/** Shown where a number is not known. Never 0. */
export const UNKNOWN = "—";

/** e.g. `12.4 %`, `< 0.1 %`; shares are 0..1. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return UNKNOWN;
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  return `${percent >= 99.95 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** Thousands separated by commas, whole numbers only. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return UNKNOWN;
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Three significant digits in the unit that fits: `950 ns`, `12.4 µs`, `340 ms`, `2.51 s`, `3 min 20 s`. */
export function formatDuration(durationNs: number): string {
  if (!Number.isFinite(durationNs)) return UNKNOWN;
  const magnitude = Math.abs(durationNs);
  if (magnitude < 999.5) return `${Math.round(durationNs)} ns`;
  if (magnitude < 999.5e3) return `${significant(durationNs / 1e3)} µs`;
  if (magnitude < 999.5e6) return `${significant(durationNs / 1e6)} ms`;
  if (magnitude < 99.95e9) return `${significant(durationNs / 1e9)} s`;
  const seconds = Math.round(durationNs / 1e9);
  return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
}

/** Binary multiples: `512 B`, `1.50 KiB`, `20.3 MiB`. */
export function formatBytes(sizeBytes: number): string {
  if (!Number.isFinite(sizeBytes)) return UNKNOWN;
  let value = sizeBytes;
  for (const unit of ["B", "KiB", "MiB", "GiB"] as const) {
    if (Math.abs(value) < 999.5 || unit === "GiB")
      return unit === "B" ? `${Math.round(value)} B` : `${significant(value)} ${unit}`;
    value /= 1024;
  }
  return UNKNOWN;
}

/** A value in its unit: the one way numbers become text. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "ns":
      return formatDuration(value);
    case "bytes":
      return formatBytes(value);
    case "samples":
    case "calls":
    case "hits":
    case "blocks":
      return `${formatCount(value)} ${Math.round(value) === 1 ? unit.slice(0, -1) : unit}`;
    case "count":
      return formatCount(value);
  }
}

function significant(value: number): string {
  return value.toPrecision(3).includes("e") ? Math.round(value).toString() : value.toPrecision(3);
}
