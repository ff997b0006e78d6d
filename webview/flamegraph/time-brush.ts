import type { Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Unit } from "../../src/core/profile/model.ts";
import { spanTitle } from "../../src/core/selection-title.ts";
import { element } from "../shared/dom.ts";

export interface BrushActions {
  /** What is being chosen; null gives it up. */
  readonly brush: (span: Span | null) => void;
  /** Look at this part only; null: at everything. */
  readonly apply: (span: Span | null) => void;
}

/** What lies under the brush. */
export interface BrushAxis {
  /** The part of the axis that the element shows. */
  readonly shown: Span;
  /** All of it. */
  readonly end: number;
  readonly unit: Unit;
  readonly brush: Span | null;
  /** The part that is looked at now. */
  readonly applied: Span | null;
}

/** Narrower drags, in CSS pixels, are clicks: they choose nothing. */
const LEAST_DRAG = 4;
/** One step of an arrow key, of the part that is shown. */
const STEP = 0.02;

/**
 * Lets a part of an axis of time be chosen on an element: by dragging, or by keys. Arrows move the part, with Shift its end;
 * Enter looks at it alone, Escape gives it up, and after that what is looked at.
 */
export function addBrush(target: HTMLElement, axis: () => BrushAxis | null, actions: BrushActions): void {
  let anchor: { readonly x: number; readonly at: number } | null = null;

  const placeOf = (clientX: number, { shown }: BrushAxis): number => {
    const { left, width } = target.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width)));
    return shown.start + share * (shown.end - shown.start);
  };
  const dragged = (event: PointerEvent, now: BrushAxis): Span | null => {
    if (anchor === null || Math.abs(event.clientX - anchor.x) < LEAST_DRAG) return null;
    const at = placeOf(event.clientX, now);
    return { start: Math.min(at, anchor.at), end: Math.max(at, anchor.at) };
  };

  target.addEventListener("pointerdown", (event) => {
    const now = axis();
    if (event.button !== 0 || now === null) return;
    anchor = { x: event.clientX, at: placeOf(event.clientX, now) };
    target.setPointerCapture(event.pointerId);
  });
  target.addEventListener("pointermove", (event) => {
    const now = axis();
    if (anchor !== null && now !== null) actions.brush(dragged(event, now));
  });
  target.addEventListener("pointerup", (event) => {
    const now = axis();
    const span = now && dragged(event, now);
    anchor = null;
    if (span) actions.apply(span);
  });
  target.addEventListener("pointercancel", () => {
    anchor = null;
    actions.brush(null);
  });
  target.addEventListener("keydown", (event) => {
    const now = axis();
    if (now === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!press(event, now, actions)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** False for keys that mean nothing here. */
function press(event: KeyboardEvent, axis: BrushAxis, { brush, apply }: BrushActions): boolean {
  switch (event.key) {
    case "ArrowLeft":
    case "ArrowRight":
      brush(movedBrush(axis, event.key === "ArrowLeft" ? -1 : 1, event.shiftKey));
      return true;
    case "Home":
    case "End":
      brush(edgeBrush(axis, event.key === "Home"));
      return true;
    case "Enter":
      if (axis.brush) apply(axis.brush);
      return axis.brush !== null;
    case "Escape":
      if (axis.brush) brush(null);
      else if (axis.applied) apply(null);
      return axis.brush !== null || axis.applied !== null;
    default:
      return false;
  }
}

/** The first arrow begins at what is looked at, else with a tenth of what is shown, from its left edge. */
function movedBrush({ shown, end, brush, applied }: BrushAxis, direction: 1 | -1, moveEnd: boolean): Span {
  const width = shown.end - shown.start;
  const now = brush ?? applied;
  if (now === null) return { start: shown.start, end: Math.min(end, shown.start + width / 10) };
  const by = direction * STEP * width;
  if (moveEnd) return { start: now.start, end: Math.min(end, Math.max(now.start + STEP * width, now.end + by)) };
  const start = Math.min(Math.max(0, now.start + by), end - (now.end - now.start));
  return { start, end: start + now.end - now.start };
}

/** To the beginning or the end of the axis, as long as before. */
function edgeBrush({ shown, end, brush, applied }: BrushAxis, toStart: boolean): Span {
  const now = brush ?? applied;
  const length = now === null ? (shown.end - shown.start) / 10 : now.end - now.start;
  return toStart ? { start: 0, end: length } : { start: end - length, end };
}

/** Makes an element a slider that says the part: one stop for the keyboard, spoken as it moves. */
export function speakBrush(target: HTMLElement, axis: BrushAxis | null): void {
  const now = axis?.brush ?? axis?.applied ?? null;
  const text = now === null || axis === null ? "everything" : spanTitle(now, axis.unit);
  target.setAttribute("aria-valuemin", "0");
  target.setAttribute("aria-valuemax", "100");
  const share = now === null || axis === null || axis.end === 0 ? 0 : (now.start / axis.end) * 100;
  target.setAttribute("aria-valuenow", String(Math.round(share)));
  target.setAttribute("aria-valuetext", axis?.brush ? `${text}: Enter shows this part alone` : text);
}

/** A bar over a part of an axis; hidden where the part is not in view. */
export function createSpanBar(className: string) {
  const bar = element("div", { class: className, hidden: true, "aria-hidden": "true" });
  return {
    element: bar,
    show(span: Span | null, shown: Span) {
      const width = shown.end - shown.start;
      const isHidden = span === null || !(width > 0) || span.end <= shown.start || span.start >= shown.end;
      bar.hidden = isHidden;
      if (isHidden || span === null) return;
      const left = Math.max(0, (span.start - shown.start) / width);
      const right = Math.min(1, (span.end - shown.start) / width);
      bar.style.left = `${left * 100}%`;
      bar.style.width = `${(right - left) * 100}%`;
    },
  };
}
