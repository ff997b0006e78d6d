import type { Certainty, Weight } from "../profile/model.ts";
import { spellingOfLabels } from "./collapsed-spelling.ts";
import { placeStacks } from "./labelled-stacks.ts";
import { type Format, FormatError, type ParseOutcome, type ProfileSource } from "./source.ts";
import { readSvgBoxes } from "./svg-boxes.ts";
import { type DrawnTree, treeOfBoxes } from "./svg-tree.ts";
import { headText, wholeText } from "./text-bytes.ts";

/**
 * Flamegraphs drawn as SVG: by inferno, which py-spy has inside (`fg:x` and `fg:w` are exact samples), and by flamegraph.pl
 * (counts in the titles, places in tenths of pixels). A box lies over its caller, or under it where the picture is upside
 * down. Boxes too narrow to be drawn are not in the file: their counts stay with their callers.
 */
export const flamegraphSvg: Format = { id: "flamegraph-svg", label: "flamegraph SVG", detect, parse };

function detect(source: ProfileSource): boolean {
  const text = headText(source);
  const start = text.indexOf("<svg");
  return (
    start >= 0 && start < 2000 && /^\s*</.test(text) && /xmlns:fg=|Flame graph stack visualization|func_g/.test(text)
  );
}

function parse(source: ProfileSource): ParseOutcome {
  const { boxes, strange } = readSvgBoxes(wholeText(source));
  if (boxes.length === 0) throw new FormatError("This picture has no boxes with counts.");
  const tree = treeOfBoxes(boxes.map((box) => ({ ...box, label: pythonNames(box.label) })));
  const { producer, readLabel } = spellingOfLabels(tree.labels);
  const placed = placeStacks({ ...tree, isTrie: false }, { format: flamegraphSvg.id, producer }, readLabel);
  const measure = measureOf(boxes[0]?.countName ?? "");
  const sums = placed.builders.map(() => 0);
  tree.self.forEach((count, at) => {
    const node = placed.node[at] ?? -1;
    const process = placed.process[at] ?? 0;
    if (node < 0 || count === 0) return;
    placed.builders[process]?.add(node, 0, count * measure.factor);
    sums[process] = (sums[process] ?? 0) + count;
  });
  const headingCount = tree.self.reduce((sum, count, at) => sum + ((placed.node[at] ?? -1) < 0 ? count : 0), 0);
  const warnings = warningsOf(tree, strange, headingCount);
  const profiles = placed.builders.map((builder, process) => {
    const certainty: Certainty =
      measure.weight.unit === "samples"
        ? { kind: "sampled", samples: sums[process] ?? 0 }
        : { kind: "estimated", because: "the picture does not say how its numbers were measured" };
    return builder.build([{ ...measure.weight, certainty }], warnings);
  });
  if (profiles.length === 0) throw new FormatError("This picture has no box but the one around all.");
  return { ok: true, profiles };
}

/** flamegraph.pl writes `(` and `)` for `<` and `>`, which pictures could not hold. */
function pythonNames(label: string): string {
  return label.replace(/\((module|lambda|listcomp|setcomp|dictcomp|genexpr|locals|frozen [\w.]{1,100})\)/g, "<$1>");
}

interface Measure {
  readonly weight: Omit<Weight, "certainty">;
  readonly factor: number;
}

/** The tools write `samples` unless they are told another name. */
function measureOf(countName: string): Measure {
  const ns = new Map([
    ["ns", 1],
    ["us", 1e3],
    ["μs", 1e3],
    ["ms", 1e6],
    ["s", 1e9],
    ["seconds", 1e9],
  ]).get(countName);
  if (ns !== undefined) return { weight: { id: "wall", label: "Time", unit: "ns" }, factor: ns };
  if (countName === "samples") return { weight: { id: "samples", label: "Samples", unit: "samples" }, factor: 1 };
  if (countName === "bytes") return { weight: { id: "bytes", label: "Memory", unit: "bytes" }, factor: 1 };
  return { weight: { id: "count", label: countName === "" ? "Count" : countName, unit: "count" }, factor: 1 };
}

function warningsOf({ orphans, outside }: DrawnTree, strange: number, headingCount: number): string[] {
  const warnings = ["A picture leaves out boxes that are too narrow: what they counted is counted for their callers."];
  if (outside + headingCount > 0)
    warnings.push(`${outside + headingCount} are in no box of a frame: samples without frames, or boxes left out.`);
  if (orphans + strange > 0)
    warnings.push(`${orphans + strange} boxes could not be placed: the picture is damaged or of an unknown tool.`);
  return warnings;
}
