import type { Unit } from "./profile/model.ts";
import { formatCount, UNKNOWN } from "./units.ts";

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const NS_OF = [
  ["s", 1e9],
  ["ms", 1e6],
  ["µs", 1e3],
  ["ns", 1],
] as const;

/**
 * Round places on a part of an axis in ns or samples, at most about `most` of them, all labelled in one unit with as many
 * digits as tell them apart: `1.25 s`, `1.30 s`.
 */
export function timeTicks(start: number, end: number, most: number, unit: Unit): Tick[] {
  if (!(end > start) || most < 1) return [];
  const step = roundStep((end - start) / most, unit === "ns" ? 0 : 1);
  const label = labeller(step, end, unit);
  const first = Math.ceil(start / step - 1e-9);
  const last = Math.floor(end / step + 1e-9);
  const count = Math.min(last - first + 1, Math.ceil(most) + 2);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const at = (first + index) * step;
    return { at, label: label(at) };
  });
}

/** 1, 2 or 5 times a power of ten, no smaller than `least`. */
function roundStep(wanted: number, least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(wanted, least, Number.MIN_VALUE)));
  const factor = [1, 2, 5].find((each) => each * power >= wanted) ?? 10;
  return Math.max(least, factor * power);
}

function labeller(step: number, end: number, unit: Unit): (at: number) => string {
  if (unit !== "ns") return formatCount;
  const [name, ns] = NS_OF.find(([, each]) => end >= each) ?? ["ns", 1];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / ns) - 1e-9));
  return (at) => (Number.isFinite(at) ? `${(at / ns).toFixed(Math.min(12, digits))} ${name}` : UNKNOWN);
}
