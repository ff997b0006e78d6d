import { type BoxHit, boxAt, mergedEnd, type Span } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { element } from "../shared/dom.ts";
import { prefersReducedMotion } from "../shared/theme.ts";
import { colorsOf, createPainter, LEAST_BOX_WIDTH } from "./paint.ts";
import type { Palette } from "./palette.ts";
import { outlinedFrames } from "./scene.ts";
import { litOf, type PageState } from "./state.ts";
import { spanOf } from "./zoom.ts";

/** CSS pixels. */
const ROW_HEIGHT = 20;
const FONT_SIZE = 12;
const ANIMATION_MS = 140;

/** Where a box is on the page, in CSS pixels of the viewport, cut to what is visible of it. */
export interface BoxRect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The picture and its geometry. Hovering and selecting move two outlines; only data, zoom and scrolling repaint. */
export interface GraphCanvas {
  /** Scrolls vertically; the canvas inside stays in place and shows the visible rows. */
  readonly scroller: HTMLElement;
  readonly show: (state: PageState, animated: boolean) => void;
  readonly setPalette: (palette: Palette) => void;
  readonly outlineHover: (hit: BoxHit | null) => void;
  readonly boxAtPoint: (clientX: number, clientY: number) => BoxHit | null;
  readonly rectOf: (node: number) => BoxRect | null;
  readonly scrollToNode: (node: number) => void;
  /** CSS pixels. */
  readonly width: () => number;
  readonly overflows: () => boolean;
}

/** `upward`: rows grow upwards from the bottom, without the root: the upper half of a sandwich. */
export function createGraphCanvas(initialPalette: Palette, upward = false): GraphCanvas {
  const canvas = element("canvas", { class: "graph-canvas", "aria-hidden": "true" });
  const selection = element("div", { class: "ring ring-selected", hidden: true });
  const hover = element("div", { class: "ring ring-hover", hidden: true });
  const space = element("div", { class: "graph-space" }, canvas, selection, hover);
  const scroller = element("div", { class: "graph-scroll" }, space);
  const context = canvas.getContext("2d");
  const paint = context && createPainter(context);
  let palette = initialPalette;
  let state: PageState | null = null;
  let shown: Span = { start: 0, end: 1 };
  let hovered: BoxHit | null = null;
  let outlined: Uint8Array | null = null;
  let frameRequest = 0;
  let animation: { from: Span; startedAt: number } | null = null;

  const ratio = () => window.devicePixelRatio || 1;
  /** A whole number of device pixels, so that rows stay crisp at every zoom of the window. */
  const rowHeight = () => Math.max(1, Math.round(ROW_HEIGHT * ratio())) / ratio();

  /** The row of a depth, and the other way round. */
  const flipped = (depth: number) => (upward ? (state?.scene?.graph.maxDepth ?? 0) - depth : depth);

  function requestFrame(): void {
    if (frameRequest === 0) frameRequest = requestAnimationFrame(drawFrame);
  }

  function drawFrame(now: number): void {
    frameRequest = 0;
    if (!state?.scene) return;
    shown = animation ? between(animation.from, state.span, (now - animation.startedAt) / ANIMATION_MS) : state.span;
    if (animation && now - animation.startedAt >= ANIMATION_MS) animation = null;
    if (animation) requestFrame();
    const scale = ratio();
    const { graph, coloring } = state.scene;
    const { width, height } = fitTo(graph, scale);
    performance.mark("heatline-paint");
    paint?.(
      {
        ...colorsOf(graph, coloring),
        lit: litOf(state),
        outlined,
        span: shown,
        scrollTop: Math.round(scroller.scrollTop * scale),
        palette,
        upward,
      },
      { width, height, rowHeight: rowHeight() * scale, fontSize: FONT_SIZE * scale, ratio: scale },
    );
    performance.measure("heatline-paint", "heatline-paint");
    placeRing(selection, state.selected < 0 ? null : { node: state.selected, merged: false });
    placeRing(hover, hovered);
  }

  /** The canvas is as large as what is seen of the scrolled height, in device pixels. */
  function fitTo(graph: Flamegraph, scale: number): { width: number; height: number } {
    const width = Math.round(scroller.clientWidth * scale);
    const height = Math.round(scroller.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${width / scale}px`;
      canvas.style.height = `${height / scale}px`;
    }
    const needed = (graph.maxDepth + (upward ? 0 : 1)) * rowHeight();
    space.style.height = `${upward ? needed : Math.max(needed, height / scale)}px`;
    // A view of 400.4 px holds 400: that rest would swallow a wheel that should scroll the document around it.
    scroller.style.overflowY = needed <= height / scale ? "hidden" : "auto";
    return { width, height };
  }

  function placeRing(ring: HTMLElement, hit: BoxHit | null): void {
    const box = state?.scene && hit ? boxOf(hit) : null;
    ring.hidden = box === null;
    if (!box) return;
    ring.style.left = `${box.left}px`;
    ring.style.top = `${box.top}px`;
    ring.style.width = `${box.width}px`;
    ring.style.height = `${rowHeight()}px`;
  }

  /** In CSS pixels of the scrolled space; null when it is left or right of what is shown. */
  function boxOf(hit: BoxHit) {
    if (!state?.scene) return null;
    const { graph } = state.scene;
    const { node, merged } = hit;
    const perUnit = scroller.clientWidth / (shown.end - shown.start);
    const own = spanOf(graph, node);
    const end = merged ? mergedEnd(graph, hit) : own.end;
    const left = Math.max(0, (own.start - shown.start) * perUnit);
    const right = Math.min(scroller.clientWidth, (end - shown.start) * perUnit);
    if (right < 0 || left > scroller.clientWidth || (upward && node === 0)) return null;
    return { left, top: flipped(graph.depth[node] ?? 0) * rowHeight(), width: Math.max(2, right - left) };
  }

  /** As high as its rows, up to what CSS allows; what is next to the root is seen first. */
  function standOnRoot(): void {
    const height = `${(state?.scene?.graph.maxDepth ?? 0) * rowHeight()}px`;
    scroller.style.height = height;
    space.style.height = height;
    scroller.scrollTop = scroller.scrollHeight;
  }

  scroller.addEventListener("scroll", requestFrame);
  new ResizeObserver(requestFrame).observe(scroller);

  return {
    scroller,
    show(next, animated) {
      const moved = state !== null && state.scene?.graph === next.scene?.graph && state.span !== next.span;
      if (moved) animation = animated && !prefersReducedMotion() ? { from: shown, startedAt: performance.now() } : null;
      else if (state?.span !== next.span) animation = null;
      const isOther = state?.scene?.graph !== next.scene?.graph;
      if (next.scene !== state?.scene || next.caret !== state?.caret)
        outlined = next.scene && outlinedFrames(next.scene, next.caret);
      state = next;
      if (upward && isOther) standOnRoot();
      requestFrame();
    },
    setPalette(next) {
      palette = next;
      requestFrame();
    },
    outlineHover(hit) {
      hovered = hit;
      placeRing(hover, hit);
    },
    boxAtPoint(clientX, clientY) {
      if (!state?.scene) return null;
      const bounds = scroller.getBoundingClientRect();
      const depth = flipped(Math.floor((clientY - bounds.top + scroller.scrollTop) / rowHeight()));
      const perPixel = (shown.end - shown.start) / Math.max(1, scroller.clientWidth);
      const at = shown.start + (clientX - bounds.left) * perPixel;
      return boxAt(state.scene.graph, depth, at, (LEAST_BOX_WIDTH / ratio()) * perPixel);
    },
    rectOf(node) {
      const box = boxOf({ node, merged: false });
      if (!box) return null;
      const bounds = scroller.getBoundingClientRect();
      const top = bounds.top + box.top - scroller.scrollTop;
      const left = bounds.left + box.left;
      return { left, right: left + box.width, top, bottom: top + rowHeight() };
    },
    scrollToNode(node) {
      const top = flipped(state?.scene?.graph.depth[node] ?? 0) * rowHeight();
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + rowHeight() > scroller.scrollTop + scroller.clientHeight)
        scroller.scrollTop = top + rowHeight() * 3 - scroller.clientHeight;
    },
    width: () => scroller.clientWidth,
    overflows: () => scroller.scrollHeight > scroller.clientHeight + 1,
  };
}

/** Eased: fast first, so that the eye can follow and does not wait. */
function between(from: Span, to: Span, progress: number): Span {
  const eased = 1 - (1 - Math.min(1, Math.max(0, progress))) ** 3;
  return { start: from.start + (to.start - from.start) * eased, end: from.end + (to.end - from.end) * eased };
}
