import { requireAmount } from "./json.ts";
import { FormatError } from "./source.ts";
import type { SpeedscopePlace } from "./speedscope-group.ts";

/** Adds a profile of calls that open and close: exact times, each stretch between two events a span. */
export function addEvents({ profile, group, thread, factor }: SpeedscopePlace): void {
  const { builder, frames, warnings, unit } = group;
  const { events } = profile;
  if (events === null) throw new FormatError("'events' should be a list.");
  group.evented = true;
  const stack: number[] = [];
  /** The builder's node of each open call, -1 where no call around it has a place. */
  const path: number[] = [];
  let previous = 0;
  const advance = (at: number): void => {
    if (at < previous && path.length > 0) throw new FormatError("The events are not in the order of time.");
    const node = path.at(-1) ?? -1;
    if (node >= 0 && at > previous) {
      builder.add(node, 0, (at - previous) * factor);
      if (unit.weight === "wall") builder.span(node, previous * factor - group.startNs, (at - previous) * factor);
    }
    previous = at;
  };
  for (let index = 0; index < events.at.length; index++) {
    const frame = events.frame.get(index);
    if (frame >= frames.length) throw new FormatError("The frame of an event points outside its table.");
    advance(events.at.get(index));
    if (events.opens.get(index) === 1) {
      const above = path.at(-1) ?? -1;
      const own = frames[frame] ?? -1;
      stack.push(frame);
      path.push(own < 0 ? above : builder.node(above, own, thread));
    } else if (stack.at(-1) === frame) {
      stack.pop();
      path.pop();
    } else throw new FormatError("The open and close events do not nest.");
  }
  if (path.length > 0) {
    advance(Math.max(previous, requireAmount(profile.endValue, "'endValue'")));
    warnings.add("Some calls had not ended when the recording ended: they count up to its end.");
  }
}
