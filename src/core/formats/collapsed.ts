import type { Profile } from "../profile/model.ts";
import { latin1 } from "./byte-reader.ts";
import { addSamplesInOrder } from "./collapsed-order.ts";
import { type CollapsedStacks, scanCollapsed } from "./collapsed-scanner.ts";
import { austinSpelling, type Measure, spellingOf, writesAustin } from "./collapsed-spelling.ts";
import { isPySpyFrame } from "./frame-spelling.ts";
import { type PlacedStacks, placeStacks } from "./labelled-stacks.ts";
import { EDGE_BYTES, type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { headText, textChunks } from "./text-bytes.ts";
import { wholeLines } from "./whole-lines.ts";

/**
 * Collapsed ("folded") stacks: lines `frame;frame;... number`, root first, in the spelling of whoever wrote them: py-spy's
 * `raw` (its `src/flamegraph.rs`; samples), austin's text (austin-python `format/collapsed_stack.py`; microseconds, bytes
 * or all three, one line per sample in the order of time), Python 3.15's `--collapsed` (samples), and flamegraph.pl's,
 * which says nothing of its frames and numbers. Lines with `#` are comments.
 */
export const collapsed: Format = { id: "collapsed", label: "collapsed stacks", detect, parse };

/** A number, or austin's three, behind at least one blank. py-spy writes stacks without frames, too. */
const LINE = /^(?:[^ \t\r].*)?[ \t](?:-?\d+(?:\.\d*)?(?:e[+-]?\d+)?|\d+,[01],-?\d+)[ \t\r]*$/is;
const HEADINGS = /^(?:P\d+;T|tid:\d|# austin:)/;
/** austin tells its version and mode in the first lines. */
const HEAD_OF_AUSTIN = 4000;
const LINES_LOOKED_AT = 200;
/** One line in ten may be the program's own output or damaged. */
const SHARE_OF_STACKS = 0.9;

function detect(source: ProfileSource): boolean {
  const text = headText(source);
  if (HEADINGS.test(text)) return true;
  const isWhole = source.head.length < EDGE_BYTES;
  const lines = text.slice(0, isWhole ? undefined : Math.max(0, text.lastIndexOf("\n"))).split("\n", LINES_LOOKED_AT);
  const written = lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const stacks = written.filter((line) => LINE.test(line));
  if (written.length === 0) return !isWhole && isOneLongStack(text, source.tail);
  return stacks.length >= written.length * SHARE_OF_STACKS && stacks.some(namesFrames);
}

/** Whether a line that ends with a number has several frames, or one of Python's. */
function namesFrames(line: string): boolean {
  const trimmed = line.trimEnd();
  const stack = trimmed.slice(0, Math.max(trimmed.lastIndexOf(" "), trimmed.lastIndexOf("\t"), 0)).trimEnd();
  return /[^ \t];[^ \t]/.test(stack) || isPySpyFrame(stack);
}

/** A first line longer than what `detect` may see: deep recursion. */
function isOneLongStack(head: string, tail: Uint8Array): boolean {
  const end = latin1(tail).trimEnd();
  return /^[^\s{[<"][^\n{}"]*;/.test(head.slice(0, 1000)) && LINE.test(`x${end.slice(end.lastIndexOf("\n") + 1)}`);
}

function parse(source: ProfileSource): ParseOutcome {
  const head = headText(source).slice(0, HEAD_OF_AUSTIN);
  const isAustin = writesAustin(head);
  const stacks = scanCollapsed(wholeLines(textChunks(source)), isAustin);
  if (stacks.lines === 0) throw new FormatError("No line of this file is a stack with a number.", 0);
  const spelling = isAustin ? austinSpelling(head, stacks) : spellingOf(stacks);
  const placed = placeStacks(
    { ...stacks, isTrie: true },
    { format: collapsed.id, producer: spelling.producer },
    spelling.readLabel,
  );
  const sums = addValues(stacks, placed, spelling.measures);
  const samples = isAustin ? addSamplesInOrder(stacks, placed, isTime(spelling.measures)) : sums;
  const warnings = [...spelling.warnings, ...lossesOf(stacks, placed)];
  const profiles = placed.builders.map((builder, process): Profile => {
    const certainty = spelling.certainty(samples[process] ?? 0);
    return builder.build(
      spelling.measures.map(({ weight }) => ({ ...weight, certainty })),
      warnings,
    );
  });
  return { ok: true, profiles };
}

function isTime([first]: readonly Measure[]): boolean {
  return first?.weight.unit === "ns";
}

/** Adds the numbers of all lines to the weights; gives the sum of each process in the first of them. */
function addValues(stacks: CollapsedStacks, { builders, process, node }: PlacedStacks, measures: readonly Measure[]) {
  const sums = new Float64Array(builders.length);
  measures.forEach(({ column, factor }, weight) => {
    const values = stacks.values[column];
    for (let at = 0; at < values.length; at++) {
      const value = values.get(at);
      if (value === 0) continue;
      const placed = node[at] ?? -1;
      if (placed < 0) continue;
      const index = process[at] ?? 0;
      builders[index]?.add(placed, weight, value * factor);
      if (weight === 0) sums[index] = (sums[index] ?? 0) + value;
    }
  });
  return sums;
}

/** What could not be read, in sentences. */
function lossesOf(stacks: CollapsedStacks, { node }: PlacedStacks): string[] {
  const { strangeLines, firstStrangeOffset, emptyStacks, values } = stacks;
  const warnings: string[] = [];
  if (strangeLines > 0)
    warnings.push(
      `${strangeLines} ${strangeLines === 1 ? "line is" : "lines are"} no stack with a number, ` +
        `the first at byte ${firstStrangeOffset}: left out.`,
    );
  if (emptyStacks > 0 || endsWithoutFrame(values, node)) warnings.push("Samples that have no frame are left out.");
  return warnings;
}

function endsWithoutFrame({ amount, decrease }: CollapsedStacks["values"], node: Int32Array): boolean {
  for (let at = 0; at < amount.length; at++)
    if ((node[at] ?? -1) < 0 && amount.get(at) + decrease.get(at) > 0) return true;
  return false;
}
