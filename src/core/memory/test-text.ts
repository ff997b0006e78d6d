import { visibleText } from "../hover/visible-text.ts";
import type { TestMemory, Verdict } from "../protocol/tests.ts";
import { formatBytes, formatDuration } from "../units.ts";

/** `test_many[3]` of `tests/test_pages.py::TestIndex::test_many[3]`; the last word of unittest's dotted ids. */
export function testName(id: string): string {
  const [place = id, ...parameters] = id.split("[");
  const name = place.includes("::") ? place.split("::").at(-1) : place.split(".").at(-1);
  return visibleText([name || place, ...parameters].join("["));
}

/** `+46.4 KiB per run`: what a line or a test keeps after each run. */
export function growthText(bytesPerRun: number): string {
  return `+${formatBytes(bytesPerRun)} per run`;
}

/** What the repeats said, in a few words. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "grows":
      return growthText(verdict.bytesPerRun);
    case "steady":
      return "steady";
    case "warms-up":
      return `warms up by ${formatBytes(verdict.bytes)}`;
    case "too-noisy":
      return `too noisy: ${formatBytes(verdict.low)} to ${formatBytes(verdict.high)} per run`;
    case "not-judged":
      return `not judged: ${visibleText(verdict.because)}`;
  }
}

/** In a narrow tree only the label is sure to be seen: the growth stands before the name of a test that grows. */
export function testLabel(test: TestMemory): string {
  const growth = growthOf(test);
  return growth > 0 ? `+${formatBytes(growth)} · ${testName(test.id)}` : testName(test.id);
}

/** Beside a test's name: verdict, peak and time; what is not known is left out. */
export function testDescription({ verdict, peakBytes, wallNs }: TestMemory): string {
  const parts = [verdictText(verdict)];
  if (peakBytes !== null) parts.push(`peak ${formatBytes(peakBytes)}`);
  if (wallNs !== null) parts.push(formatDuration(wallNs));
  return parts.join(" · ");
}

/** What stands after a line that keeps memory: `+46.4 KiB per run · test_many and 2 more`. */
export function keeperText(bytesPerRun: number, tests: readonly string[]): string {
  const [first = ""] = tests;
  const others = tests.length > 1 ? ` and ${tests.length - 1} more` : "";
  return `${growthText(bytesPerRun)} · ${testName(first)}${others}`;
}

/** Growing tests first, most growth first; then those that could not be judged or said nothing clear; then the others. */
export function byGrowth(a: TestMemory, b: TestMemory): number {
  return rank(a.verdict) - rank(b.verdict) || growthOf(b) - growthOf(a) || (b.peakBytes ?? 0) - (a.peakBytes ?? 0);
}

/** Bytes per run; 0 for a test that was not found to grow. */
export function growthOf({ verdict }: TestMemory): number {
  return verdict.kind === "grows" ? verdict.bytesPerRun : 0;
}

function rank(verdict: Verdict): number {
  return ["grows", "too-noisy", "not-judged", "warms-up", "steady"].indexOf(verdict.kind);
}
