import { EVERYTHING } from "../../src/core/profile/profile-selection.ts";
import type { ProfileSelection, ThreadKey } from "../../src/core/protocol/lanes.ts";
import { element } from "../shared/dom.ts";
import type { Store } from "../shared/store.ts";
import { createLanes } from "./lanes.ts";
import { createPartChip } from "./part-chip.ts";
import { createRuler } from "./ruler.ts";
import type { PageState } from "./state.ts";
import { selectionOf, setBrush, withThread } from "./time-actions.ts";

export interface TimelineActions {
  readonly select: (selection: ProfileSelection) => void;
  readonly showThread: (thread: ThreadKey) => void;
}

/** What stands above the graph: the part that is looked at, the threads, and in order of time a ruler. */
export function createTimeline(store: Store<PageState>, graphWidth: () => number, actions: TimelineActions) {
  const { select, showThread } = actions;
  const brushing = {
    brush: (brush: PageState["brush"]) => store.set(setBrush(store.get(), brush)),
    apply: (span: PageState["brush"]) => select({ ...selectionOf(store.get()), span }),
  };
  const chip = createPartChip(() => select(EVERYTHING));
  const lanes = createLanes({
    ...brushing,
    showThread,
    select,
    include: (lane, isIn) => select(withThread(store.get(), lane, isIn)),
  });
  const ruler = createRuler(graphWidth, brushing);
  return {
    element: element("div", { class: "timeline" }, chip.element, lanes.element, ruler.element),
    show(state: PageState, previous: PageState | null) {
      if (state.scene !== previous?.scene) chip.show(state);
      lanes.show(state, previous);
      ruler.show(state, previous);
    },
  };
}
