import type { TreeBuilder } from "../profile/builder.ts";
import { createFloatColumn, createIntColumn } from "../profile/columns.ts";

/** Collects the calls of one thread of a trace; they may come in any order. Times are microseconds. */
export interface Lane {
  isEmpty(): boolean;
  /** A call that is whole (`X`). The frames of `callers`, root first, stand above it where no call is around it. */
  add(startUs: number, endUs: number, frame: number, callers: readonly number[]): void;
  /** A call begins (`B`); `frame` -1 is no function. */
  begin(startUs: number, frame: number): void;
  /** The call that began last ends (`E`); false where none is open. */
  end(endUs: number): boolean;
  /**
   * Makes nodes, with time in weight 0, calls in weight 1, and spans; `originUs` is the begin of the recording. Calls that
   * are open end with the last event of the thread.
   */
  place(builder: TreeBuilder, thread: number, originUs: number): LaneProblems;
}

interface LaneProblems {
  readonly unended: number;
  /** Calls that outlast the call around them, by more than the rounding of times. */
  readonly overlapping: number;
}

const ROUNDING_US = 0.5;

export function createLane(): Lane {
  const starts = createFloatColumn();
  const ends = createFloatColumn();
  const frames = createIntColumn();
  /** By index of the call. */
  const callersOf = new Map<number, readonly number[]>();
  /** 1 for calls that came whole. */
  const whole = createIntColumn();
  const open: number[] = [];
  let lastUs = Number.NEGATIVE_INFINITY;
  let lastWholeStart = Number.NEGATIVE_INFINITY;
  // Tracers write a call when it ends, so that callees stand before their callers; others sort by begin.
  let isEndOrder = false;

  const push = (startUs: number, endUs: number, frame: number, isWhole: number): void => {
    starts.push(startUs);
    ends.push(endUs);
    frames.push(frame);
    whole.push(isWhole);
    lastUs = Math.max(lastUs, startUs, endUs);
  };

  return {
    isEmpty: () => starts.length === 0,
    add(startUs, endUs, frame, callers) {
      if (callers.length > 0) callersOf.set(starts.length, callers);
      if (startUs < lastWholeStart) isEndOrder = true;
      lastWholeStart = startUs;
      push(startUs, endUs, frame, 1);
    },
    begin(startUs, frame) {
      open.push(frame < 0 ? -1 : starts.length);
      if (frame >= 0) push(startUs, startUs, frame, 0);
    },
    end(endUs) {
      const index = open.pop();
      if (index === undefined) return false;
      if (index >= 0) ends.set(index, Math.max(endUs, starts.get(index)));
      lastUs = Math.max(lastUs, endUs);
      return true;
    },
    place(builder, thread, originUs) {
      const unended = open.filter((index) => index >= 0);
      for (const index of unended) ends.set(index, lastUs);
      const [start, end] = [starts.toArray(), ends.toArray()];
      const rank = (index: number): number => (isEndOrder && whole.get(index) === 1 ? -index : index);
      const order = Int32Array.from(start.keys()).sort(
        (a, b) => (start[a] ?? 0) - (start[b] ?? 0) || (end[b] ?? 0) - (end[a] ?? 0) || rank(a) - rank(b),
      );
      const path = createPath(builder, originUs);
      let overlapping = 0;
      for (const index of order) {
        const startUs = start[index] ?? 0;
        const around = path.moveTo(startUs);
        const endUs = Math.min(end[index] ?? 0, around?.endUs ?? Number.POSITIVE_INFINITY);
        if ((end[index] ?? 0) - endUs > ROUNDING_US) overlapping += 1;
        let parent = around?.node ?? -1;
        if (around === undefined)
          for (const caller of callersOf.get(index) ?? []) parent = builder.node(parent, caller, thread);
        const node = builder.node(parent, frames.get(index), thread);
        builder.add(node, 1, 1);
        path.enter({ node, endUs });
      }
      path.moveTo(Number.POSITIVE_INFINITY);
      return { unended: unended.length, overlapping };
    },
  };
}

interface OpenCall {
  readonly node: number;
  readonly endUs: number;
}

/** The calls that are open at a moment. Time that passes is the innermost one's own: it is added to weight 0, and a span. */
function createPath(builder: TreeBuilder, originUs: number) {
  const open: OpenCall[] = [];
  let clockUs = 0;

  const pass = (call: OpenCall, toUs: number): void => {
    if (toUs > clockUs) {
      builder.add(call.node, 0, (toUs - clockUs) * 1e3);
      builder.span(call.node, (clockUs - originUs) * 1e3, (toUs - clockUs) * 1e3);
      clockUs = toUs;
    }
  };

  return {
    /** Ends the calls that are over by then; the innermost one that is not. */
    moveTo(us: number): OpenCall | undefined {
      let top = open.at(-1);
      while (top !== undefined && top.endUs <= us) {
        pass(top, top.endUs);
        open.pop();
        top = open.at(-1);
      }
      if (top !== undefined) pass(top, us);
      clockUs = us;
      return top;
    },
    enter: (call: OpenCall): void => void open.push(call),
  };
}
