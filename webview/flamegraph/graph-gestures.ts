import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity } from "d3-zoom";
import type { BoxHit, Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { GraphCanvas } from "./graph-canvas.ts";
import type { PageState } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";
import { spanOf } from "./zoom.ts";

export interface GestureHandlers {
  readonly onSpan: (span: Span) => void;
  readonly onHover: (hit: BoxHit | null, clientX: number, clientY: number) => void;
  /** A click that was not part of a double click or a drag. `again`: the box was selected already. */
  readonly onPick: (hit: BoxHit, modifiers: { openNow: boolean; beside: boolean }) => void;
  readonly onOpen: (hit: BoxHit) => void;
  readonly onZoom: (hit: BoxHit) => void;
}

/** Time in which a second click makes a double click: opening waits for it. */
const DOUBLE_CLICK_MS = 280;
/** Pixels of one step of a mouse wheel, at least. */
const SMALLEST_NOTCH = 40;
/** Deeper than a double can tell apart. */
const DEEPEST = 1e9;

/**
 * Mouse, pen and touch. The wheel zooms at the pointer (while the graph is deeper than its view, only with Ctrl or
 * Cmd: the plain wheel then scrolls, as it always does in a document); Shift+wheel, a sideways wheel and dragging pan.
 */
export function addGestures(
  canvas: GraphCanvas,
  current: () => PageState,
  surroundings: Surroundings,
  handlers: GestureHandlers,
) {
  const { scroller } = canvas;
  const scrolls = () => surroundings === "document" || canvas.overflows();
  let lastY = 0;
  const whole = () => {
    const { scene } = current();
    return scene ? spanOf(scene.graph, -1).end : 1;
  };
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([1, DEEPEST])
    .extent(() => [
      [0, 0],
      [Math.max(1, canvas.width()), 1],
    ])
    .constrain(({ k, x, y }) => {
      const width = Math.max(1, canvas.width());
      return zoomIdentity.translate(Math.min(0, Math.max(x, width - width * k)), y).scale(k);
    })
    .wheelDelta((event: WheelEvent) => {
      const perUnit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 0.002 : 0.05;
      // A pinch sends small steps with Ctrl and needs a stronger effect; a mouse wheel with Ctrl does not.
      const pinch = event.ctrlKey && Math.abs(event.deltaY) < SMALLEST_NOTCH;
      return -event.deltaY * perUnit * (pinch ? 10 : 1);
    })
    .filter((event: MouseEvent) => {
      if (event.type === "wheel") return wheelMeaning(event as WheelEvent, scrolls()) === "zoom";
      return event.button === 0 && event.target !== scroller;
    })
    .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
      const { transform, sourceEvent } = event;
      // Scrolling follows the drag's second axis; a zoom about the pointer moves y as well and must not scroll.
      if (/move$/.test((sourceEvent as Event | null)?.type ?? "")) scroller.scrollTop -= transform.y - lastY;
      lastY = transform.y;
      if (!sourceEvent) return;
      const scale = scaleLinear([0, whole()], [0, Math.max(1, canvas.width())]);
      const [start = 0, end = 1] = transform.rescaleX(scale).domain();
      handlers.onSpan({ start, end });
    });
  const target = select(scroller).call(behaviour).on("dblclick.zoom", null);

  scroller.addEventListener(
    "wheel",
    (event) => {
      if (wheelMeaning(event, scrolls()) !== "pan") return;
      event.preventDefault();
      const { start, end } = current().span;
      const by = ((event.deltaX || event.deltaY) * (end - start)) / Math.max(1, canvas.width());
      const width = end - start;
      const from = Math.min(Math.max(0, start + by), whole() - width);
      handlers.onSpan({ start: from, end: from + width });
    },
    { passive: false },
  );
  addPointing(canvas, current, handlers);

  return {
    /** Tells d3 where the picture is now, after a zoom that was no gesture. */
    follow(state: PageState) {
      const factor = whole() / (state.span.end - state.span.start);
      const x = (-state.span.start / whole()) * factor * canvas.width();
      target.call(behaviour.transform, zoomIdentity.translate(x, lastY).scale(factor));
    },
  };
}

type WheelMeaning = "zoom" | "pan" | "scroll";

/** A pinch on a touchpad arrives as a wheel with Ctrl. */
function wheelMeaning(event: WheelEvent, scrolls: boolean): WheelMeaning {
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return "pan";
  return event.ctrlKey || event.metaKey || !scrolls ? "zoom" : "scroll";
}

function addPointing(canvas: GraphCanvas, current: () => PageState, handlers: GestureHandlers): void {
  const { scroller } = canvas;
  let pendingOpen: ReturnType<typeof setTimeout> | undefined;
  scroller.addEventListener("pointermove", (event) => {
    handlers.onHover(
      event.buttons ? null : canvas.boxAtPoint(event.clientX, event.clientY),
      event.clientX,
      event.clientY,
    );
  });
  scroller.addEventListener("pointerleave", (event) => handlers.onHover(null, event.clientX, event.clientY));
  scroller.addEventListener("click", (event) => {
    clearTimeout(pendingOpen);
    const hit = canvas.boxAtPoint(event.clientX, event.clientY);
    if (!hit || event.detail > 1) return;
    const again = !hit.merged && hit.node === current().selected;
    const openNow = event.ctrlKey || event.metaKey;
    if (again && !openNow) pendingOpen = setTimeout(() => handlers.onOpen(hit), DOUBLE_CLICK_MS);
    else handlers.onPick(hit, { openNow, beside: event.altKey });
  });
  scroller.addEventListener("dblclick", (event) => {
    const hit = canvas.boxAtPoint(event.clientX, event.clientY);
    if (hit) handlers.onZoom(hit);
  });
}
