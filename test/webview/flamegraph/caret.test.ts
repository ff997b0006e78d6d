import { expect, test } from "vitest";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import * as actions from "../../../webview/flamegraph/actions.ts";
import { outlinedFrames } from "../../../webview/flamegraph/scene.ts";
import { DEFAULT_OPTIONS, initialState, type Options, type PageState } from "../../../webview/flamegraph/state.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";
import { flamegraphMessage, openTestPage } from "./test-page.ts";

const at = (line: number) => ({ name: "parse", file: "/w/parser.py", line });
const graph = flamegraphOf([
  [["main", at(3)], 4],
  [["main", at(5)], 6],
]);
// Both lines are of one function.
graph.frames.firstLine.set([2, 2], 1);

function stateOf(options: Partial<Options>, data: Flamegraph = graph): PageState {
  const message = flamegraphMessage(data);
  if (message.type !== "flamegraph") throw new Error("no flamegraph");
  return actions.showData(
    initialState({ ...DEFAULT_OPTIONS, ...options }),
    { ...message, time: null },
    data,
    new Map(),
    null,
  );
}

test("all frames of the function are outlined; upside down the one that stands for them", () => {
  const { scene } = stateOf({});
  expect(Array.from(outlinedFrames(scene!, [1, 2])!)).toEqual([0, 1, 1]);
  const { scene: turned } = stateOf({ view: "inverted" });
  const drawn = new Set(turned!.graph.frame);
  const outlined = Array.from(outlinedFrames(turned!, [1, 2])!);
  expect(outlined.reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(drawn.has(outlined.indexOf(1))).toBe(true);
});

test("no caret, no outline; numbers that the graph does not have are none", () => {
  const { scene } = stateOf({});
  expect(outlinedFrames(scene!, [])).toBeNull();
  expect(Array.from(outlinedFrames(scene!, [99])!)).toEqual([0, 0, 0]);
});

test("new data forgets the caret, whose frames have other numbers there; another view of the same keeps it", () => {
  const state = actions.showCaret(stateOf({}), [1]);
  expect(actions.changeOptions(state, { view: "inverted" }, new Map()).caret).toEqual([1]);
  const newer = flamegraphOf([[["else"], 5]]);
  const message = flamegraphMessage(newer);
  if (message.type !== "flamegraph") throw new Error("no flamegraph");
  expect(actions.showData(state, { ...message, time: null }, newer, new Map(), null).caret).toEqual([]);
});

test("the legend says what the outline means, while there is one", () => {
  const { receive } = openTestPage();
  receive(flamegraphMessage(graph));
  const legend = () => document.querySelector(".legend")?.textContent ?? "";
  expect(legend()).not.toContain("caret");
  receive({ type: "caret", frames: [1, 2] });
  expect(legend()).toContain("At the caret");
  receive({ type: "caret", frames: [] });
  expect(legend()).not.toContain("caret");
});
