import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import { firstCharacter, hasText } from "./edge-text.ts";
import { readBars } from "./flamebearer-bars.ts";
import { readSideWeights, type SideWeight, weightsOfSide } from "./flamebearer-weights.ts";
import { type JsonObject, parseJson, requireArray, requireIndex, requireObject, stringOr } from "./json.ts";
import { splitPyroscopeName } from "./pyroscope-name.ts";
import type { Format, ParseOutcome, ProfileSource } from "./source.ts";

/**
 * Pyroscope's flamebearer JSON (grafana/pyroscope `pkg/og/structs/flamebearer`): `flamebearer.names` and
 * `flamebearer.levels`, from the root down, and `metadata` with `units`, `sampleRate` and `format`: `single`, or `double`
 * where two profiles are compared. Files and lines are inside names only, as the agent for Python writes them.
 */
export const flamebearer: Format = { id: "flamebearer", label: "Pyroscope flamebearer", detect, parse };

function detect({ head, tail }: ProfileSource): boolean {
  return firstCharacter(head) === "{" && (hasText(head, '"flamebearer"') || hasText(tail, '"flamebearer"'));
}

function parse(source: ProfileSource): ParseOutcome {
  const file = requireObject(parseJson(source.text(), "This flamebearer file"), "A flamebearer file");
  const graph = requireObject(file["flamebearer"], "'flamebearer'");
  // Version 0 had what is now in `metadata` in the graph itself.
  const metadata = requireObject(file["metadata"] ?? graph, "'metadata'");
  const spy = stringOr(metadata["spyName"], "");
  const builder = createTreeBuilder({ format: flamebearer.id, producer: spy === "" ? "Pyroscope" : spy, pid: null });
  const isDouble = metadata["format"] === "double";
  const sides = readSideWeights(metadata, isDouble);
  const sampled = addBars(builder, graph, isDouble, sides);
  const weights = sides.flatMap((side, index) => weightsOfSide(side, sampled[index] ?? 0));
  const warning = "This file compares two profiles: what was before has quantities of its own.";
  return { ok: true, profiles: [builder.build(weights, isDouble ? [warning] : [])] };
}

/** Adds the tree; the sums of all values of each side. */
function addBars(
  builder: TreeBuilder,
  graph: JsonObject,
  isDouble: boolean,
  sides: readonly (readonly SideWeight[])[],
): number[] {
  const names = requireArray(graph["names"], "'names'");
  const bars = readBars(requireArray(graph["levels"], "'levels'"), isDouble);
  const thread = builder.thread("", "");
  const frames = new Map<number, number>();
  const frameOf = (name: number): number => {
    const known = frames.get(name);
    if (known !== undefined) return known;
    const frame = internName(builder, stringOr(names[requireIndex(name, names.length, "A name")], "(no name)"));
    frames.set(name, frame);
    return frame;
  };
  const placed = new Int32Array(bars.parent.length);
  const sums = sides.map(() => 0);
  bars.parent.forEach((parent, bar) => {
    const selves = sides.map((_, side) => bars.self[side]?.[bar] ?? 0);
    const isHeading = parent < 0 && names[bars.name[bar] ?? -1] === TOTAL && selves.every((self) => self === 0);
    const above = parent < 0 ? -1 : (placed[parent] ?? -1);
    placed[bar] = isHeading ? -1 : builder.node(above, frameOf(bars.name[bar] ?? -1), thread);
    let weight = 0;
    sides.forEach((side, index) => {
      const self = selves[index] ?? 0;
      sums[index] = (sums[index] ?? 0) + self;
      for (const { factor } of side) {
        if (self > 0) builder.add(placed[bar] ?? -1, weight, self * factor);
        weight += 1;
      }
    });
  });
  return sums;
}

/** The bar that stands above all: no function, unless something is counted for itself. */
const TOTAL = "total";

function internName(builder: TreeBuilder, text: string): number {
  const place = splitPyroscopeName(text);
  if (place === null) return builder.frame(builder.function(text, -1, 0), 0);
  return builder.frame(builder.function(place.name, builder.file(place.file), 0), place.line);
}
