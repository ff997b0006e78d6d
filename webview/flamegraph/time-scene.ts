import type { Flamegraph, Weight } from "../../src/core/profile/model.ts";
import { isTimeGraph } from "../../src/core/profile/time-boxes.ts";
import { timeOrder } from "../../src/core/profile/time-order.ts";
import { keepFrames, type TimeSamples } from "../../src/core/profile/time-samples.ts";
import { unpackTimeSamples } from "../../src/core/profile/time-samples-pack.ts";
import type { Lanes, ThreadKey } from "../../src/core/protocol/lanes.ts";
import type { ToFlamegraph } from "../../src/core/protocol/webview.ts";
import type { Options } from "./state.ts";

/** A thread in order of time, as it came. */
export interface TimeData {
  readonly thread: ThreadKey;
  readonly weight: Weight;
  readonly samples: TimeSamples;
}

type TimeMessage = NonNullable<Extract<ToFlamegraph, { type: "timeOrder" }>["time"]>;

export function readTime(message: TimeMessage | null | undefined): TimeData | null {
  return message ? { thread: message.thread, weight: message.weight, samples: unpackTimeSamples(message.data) } : null;
}

/** Whether any thread's order is known. */
export function hasOrder(lanes: Lanes | null): boolean {
  return lanes !== null && lanes.end > 0 && lanes.lanes.some(({ density }) => density !== null);
}

/** The thread in order of time, with own code only where that is chosen. */
export function timeSceneGraph(
  { weight, samples }: TimeData,
  { frames }: Flamegraph,
  { hidden }: Pick<Options, "hidden">,
  end: number,
): Flamegraph {
  const isShown = (frame: number) => !hidden.includes(frames.origin[frame] ?? "native");
  const own = hidden.length > 0 ? keepFrames(samples, isShown) : samples;
  return timeOrder(own, { frames, weight, endNs: end });
}

/** Where the axis of a graph ends: the whole weight, in order of time that of the recording. */
export function axisEnd(graph: Flamegraph): number {
  return isTimeGraph(graph) ? graph.rows.endNs : graph.total;
}
