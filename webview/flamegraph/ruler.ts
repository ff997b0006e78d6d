import { isTimeGraph } from "../../src/core/profile/time-boxes.ts";
import { timeTicks } from "../../src/core/time-ticks.ts";
import { element } from "../shared/dom.ts";
import type { PageState } from "./state.ts";
import { addBrush, type BrushActions, type BrushAxis, createSpanBar } from "./time-brush.ts";

/** CSS pixels from one label to the next, at least. */
const LABEL_ROOM = 88;

/** Times above the graph, for the part that it shows. Dragging on it chooses a part. */
export function createRuler(width: () => number, actions: BrushActions) {
  const ticks = element("div", { class: "ruler-ticks" });
  const brush = createSpanBar("span-bar span-brush");
  const applied = createSpanBar("span-bar span-applied");
  const ruler = element(
    "div",
    { class: "ruler", hidden: true, "aria-hidden": "true", title: "Drag to look at a part of the time only" },
    applied.element,
    brush.element,
    ticks,
  );
  let state: PageState | null = null;
  addBrush(ruler, () => state && axisOf(state, state.span), actions);

  function draw(): void {
    if (!state?.scene || ruler.hidden) return;
    const { start, end } = state.span;
    ruler.style.width = `${width()}px`;
    const labels = timeTicks(start, end, Math.max(2, Math.floor(width() / LABEL_ROOM)), state.scene.graph.weight.unit);
    ticks.replaceChildren(
      ...labels.map(({ at, label }) => {
        const tick = element("span", { class: "tick" }, label);
        tick.style.left = `${((at - start) / (end - start)) * 100}%`;
        return tick;
      }),
    );
    const axis = axisOf(state, state.span);
    brush.show(axis?.brush ?? null, state.span);
    applied.show(axis?.applied ?? null, state.span);
  }
  new ResizeObserver(draw).observe(ruler.parentElement ?? document.body);

  return {
    element: ruler,
    show(next: PageState, previous: PageState | null) {
      state = next;
      ruler.hidden = !next.scene || !isTimeGraph(next.scene.graph);
      if (next.span !== previous?.span || next.scene !== previous?.scene || next.brush !== previous?.brush) draw();
    },
  };
}

/** The axis of time as an element that shows a part of it; null where there is none. */
export function axisOf({ scene, brush }: PageState, shown: BrushAxis["shown"]): BrushAxis | null {
  if (!scene?.lanes || !(scene.lanes.end > 0)) return null;
  const { end, unit } = scene.lanes;
  return { shown, end, unit, brush, applied: scene.part?.selection.span ?? null };
}
