import type { RunView } from "../core/protocol/server.ts";
import type { RunIndex } from "./evidence.ts";

/** The loaded run, or the opened profile, as the editor describes it. */
export function runView(index: RunIndex): RunView {
  return {
    path: index.path,
    recording: index.recording,
    weights: index.weights.map((weight) => ({ ...weight })),
    totals: [...index.totals].map(([weight, total]) => ({ weight, total })),
    samples: index.samples,
    live: index.live,
    warnings: [...index.warnings],
    part: index.part,
  };
}
