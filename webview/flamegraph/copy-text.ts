import { visibleText } from "../../src/core/hover/visible-text.ts";
import { pathTo } from "../../src/core/profile/flamegraph-view-boxes.ts";
import { lineOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph, FlamegraphFrames } from "../../src/core/profile/model.ts";
import { certaintyOf, figureTexts, ofTotal } from "./describe.ts";

/** A frame as text: its name, `path:line` as terminals and *Go to File* take it, and its numbers. */
export function frameAsText(graph: Flamegraph, node: number): string {
  const frame = graph.frame[node] ?? 0;
  const figures = figureTexts(graph, node, true).map((figure) => figure.join(" "));
  const place = placeAsText(graph.frames, frame);
  return [
    nameAsText(graph.frames, frame),
    ...(place === "" ? [] : [place]),
    `${figures.join(", ")} ${ofTotal(graph)}`,
    certaintyOf(graph.weight, graph.totals[node] ?? 0, graph.total),
  ].join("\n");
}

/** The stack that ends at a node, the outermost caller first. */
export function stackAsText(graph: Flamegraph, node: number): string {
  const path = pathTo(graph, node);
  return (graph.inverted ? path.toReversed() : path)
    .map((at) => {
      const frame = graph.frame[at] ?? 0;
      const place = placeAsText(graph.frames, frame);
      return place === "" ? nameAsText(graph.frames, frame) : `${nameAsText(graph.frames, frame)} (${place})`;
    })
    .join("\n");
}

/** Whole, but on one line and without what cannot be seen: it may be pasted into a terminal. */
function nameAsText(frames: FlamegraphFrames, frame: number): string {
  return visibleText(frames.name[frame] || "(no name)", Number.POSITIVE_INFINITY);
}

function placeAsText(frames: FlamegraphFrames, frame: number): string {
  const file = visibleText(frames.file[frame] ?? "", Number.POSITIVE_INFINITY);
  const line = lineOf(frames, frame);
  return file !== "" && line > 0 ? `${file}:${line}` : file;
}
