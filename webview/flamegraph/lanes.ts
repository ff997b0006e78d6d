import { isSameThread } from "../../src/core/profile/thread-lanes.ts";
import { isTimeGraph } from "../../src/core/profile/time-boxes.ts";
import type { Lane } from "../../src/core/protocol/lanes.ts";
import { formatCount } from "../../src/core/units.ts";
import { element } from "../shared/dom.ts";
import { densityPicture, type LaneActions, laneName } from "./lane-row.ts";
import { createProcessChoice } from "./process-choice.ts";
import { axisOf } from "./ruler.ts";
import type { PageState, Scene } from "./state.ts";
import { selectionOf, withProcess } from "./time-actions.ts";
import { addBrush, createSpanBar, speakBrush } from "./time-brush.ts";
import { hasOrder } from "./time-scene.ts";

/** The threads one below the other: which are looked at, when each was seen running, which one the graph shows. */
export function createLanes(actions: LaneActions) {
  const names = element("ul", { class: "lane-names", "aria-label": "Threads" });
  const pictures = element("div", { class: "lane-pictures" });
  const view = createSpanBar("span-bar span-view");
  const brush = createSpanBar("span-bar span-brush");
  const applied = createSpanBar("span-bar span-applied");
  const time = element(
    "div",
    {
      class: "lane-time",
      role: "slider",
      tabindex: 0,
      "aria-label": "Part of the time that is looked at",
      title:
        "Drag to look at a part of the time only. Keys: arrows move it, Shift with arrows changes its end, Enter, Escape",
    },
    pictures,
    applied.element,
    view.element,
    brush.element,
  );
  const more = element("p", { class: "lanes-note muted", hidden: true });
  const note = element("p", { class: "lanes-note muted", hidden: true });
  const summary = element("summary");
  const processes = createProcessChoice((pid) => state && actions.select(withProcess(state, pid)));
  const list = element(
    "details",
    { class: "lanes", hidden: true },
    summary,
    processes.element,
    element("div", { class: "lane-scroll" }, names, time),
    more,
    note,
  );
  let state: PageState | null = null;
  let wasInTime = false;
  const whole = () => ({ start: 0, end: state?.scene?.lanes?.end ?? 0 });
  addBrush(time, () => state && axisOf(state, whole()), actions);

  function isIn(lane: Lane): boolean {
    const threads = state ? selectionOf(state).threads : null;
    return threads === null || threads.some((key) => isSameThread(key, lane));
  }

  function showRows(scene: Scene): void {
    const lanes = scene.lanes?.lanes ?? [];
    const single = lanes.length < 2;
    names.replaceChildren(
      ...lanes.map((lane) => {
        const isShown = isTimeGraph(scene.graph) && scene.time !== null && isSameThread(scene.time.thread, lane);
        return laneName(lane, { isIn: isIn(lane), isShown, single, scene, pids: pidCount(lanes) }, actions);
      }),
    );
    summary.textContent = `${formatCount(lanes.length + (scene.lanes?.more ?? 0))} ${single ? "thread" : "threads"}`;
    const left = scene.lanes?.more ?? 0;
    more.hidden = left === 0;
    more.textContent = `and ${formatCount(left)} more, each with less`;
    note.textContent = scene.lanes?.note ?? "";
    note.hidden = note.textContent === "" || !hasOrder(scene.lanes);
  }

  function showBars(next: PageState, { graph, part }: Scene): void {
    view.show(isTimeGraph(graph) ? next.span : null, whole());
    brush.show(next.brush, whole());
    applied.show(part?.selection.span ?? null, whole());
    speakBrush(time, axisOf(next, whole()));
  }

  return {
    element: list,
    show(next: PageState, previous: PageState | null) {
      state = next;
      const { scene } = next;
      const lanes = scene?.lanes ?? null;
      const inTime = scene !== null && isTimeGraph(scene.graph);
      list.hidden = lanes === null || (lanes.lanes.length + lanes.more < 2 && !inTime);
      if (scene === null || lanes === null) return;
      if (inTime !== wasInTime) list.open = inTime;
      wasInTime = inTime;
      time.hidden = !hasOrder(lanes);
      if (scene !== previous?.scene) showRows(scene);
      if (scene !== previous?.scene) processes.show(lanes.lanes, selectionOf(next));
      if (scene !== previous?.scene)
        pictures.replaceChildren(...lanes.lanes.map((lane) => densityPicture(lane, isIn(lane))));
      showBars(next, scene);
    },
  };
}

function pidCount(lanes: readonly Lane[]): number {
  return new Set(lanes.map(({ pid }) => pid)).size;
}
