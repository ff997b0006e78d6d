import { visibleText } from "./hover/visible-text.ts";
import type { Unit } from "./profile/model.ts";
import { isSameThread } from "./profile/thread-lanes.ts";
import type { Lane, ProfileSelection, ThreadKey } from "./protocol/lanes.ts";
import { formatCount, formatDuration } from "./units.ts";

const LONGEST = 40;

/** What is selected, in words: `1.2–3.4 s · MainThread · through parse`. '' for everything. */
export function selectionTitle(
  { span, threads, through }: ProfileSelection,
  lanes: readonly Pick<Lane, "pid" | "id" | "name">[],
  unit: Unit,
): string {
  const parts = [
    span === null ? "" : spanTitle(span, unit),
    threads === null ? "" : threadsTitle(threads, lanes),
    through === null ? "" : `through ${visibleText(through.name || "(no name)", LONGEST)}`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** `1.2–3.4 s` where both ends have the same unit, else `900 ms–1.1 s`. */
export function spanTitle({ start, end }: { readonly start: number; readonly end: number }, unit: Unit): string {
  if (unit !== "ns") return `samples ${formatCount(start)}–${formatCount(end)}`;
  const from = formatDuration(start);
  const to = formatDuration(end);
  const [value = from, fromUnit = ""] = from.split(" ");
  const isShort = from.split(" ").length === 2 && to.endsWith(` ${fromUnit}`);
  return start === 0 ? `0–${to}` : isShort ? `${value}–${to}` : `${from}–${to}`;
}

function threadsTitle(threads: readonly ThreadKey[], lanes: readonly Pick<Lane, "pid" | "id" | "name">[]): string {
  const [only, ...others] = threads;
  if (only === undefined) return "no thread";
  if (others.length > 0) return `${formatCount(threads.length)} threads`;
  return threadName(lanes.find((lane) => isSameThread(lane, only)) ?? { ...only, name: "" });
}

/** The thread's name, else its id: untrusted text made visible. */
export function threadName({ name, id }: Pick<Lane, "id" | "name">): string {
  return visibleText(name || (id === "" ? "(no name)" : `Thread ${id}`), LONGEST);
}
