import { expect, test } from "vitest";
import { createOriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { parseFixture } from "../../support/fixtures.ts";
import { pageForTests } from "./open-page.ts";

const page = pageForTests();
const { open, show, kept, posted, $, text, texts, press, trees } = page;

const classify = createOriginClassifier({
  workspaceFolder: "",
  stdlib: "",
  sitePackages: [],
  prefix: "",
  basePrefix: "",
  cwd: "/",
  platform: "linux",
  elsewhere: "own",
});
const graph = buildFlamegraph(parseFixture("cprofile-mixed-threads.pstats"), "wall", classify, false)!;
const calls = graph.callGraph!;
const nameAt = (index: number) => graph.frames.name[calls.frame[index] ?? -1] ?? "";
const { caller, callee } = calls.pairs;

/** Names of the callers, the function and the callees, as the pane has them. */
const shown = () => ({
  callers: texts('[aria-label="Called by"] .calls-go'),
  name: text(".calls-name"),
  callees: texts('[aria-label="Calls"] .calls-go'),
});
/** The function that is shown, as an index of the call graph. */
const at = () => calls.frame.indexOf(Number($(".calls-name").dataset["frame"]));

/** The same from a look at every pair. */
function expected(index: number) {
  const heaviest = (side: Int32Array, other: Int32Array) =>
    [...side.keys()]
      .filter((pair) => side[pair] === index)
      .sort(
        (a, b) => calls.pairs.totalNs[b]! - calls.pairs.totalNs[a]! || calls.pairs.calls[b]! - calls.pairs.calls[a]!,
      )
      .map((pair) => nameAt(other[pair]!));
  return { callers: heaviest(callee, caller), name: nameAt(index), callees: heaviest(caller, callee) };
}

test("an estimated tree says so beside the graph and offers the exact calls; a measured one has no calls", () => {
  show(graph);
  expect(text(".estimated")).toBe("estimated tree");
  expect(text(".notice-info")).toContain("This tree is an estimate");
  $(".notice-info button").click();
  expect([$(".graph-pane").hidden, $(".calls-pane").hidden]).toEqual([true, false]);
  expect(document.querySelector(".notice-info")).toBeNull();
  const { callGraph: _, ...measured } = graph;
  show(measured);
  expect([$(".graph-pane").hidden, $(".calls-pane").hidden]).toEqual([false, true]);
  expect($('[aria-label="View"] button:last-child').hidden).toBe(true);
});

test("callers, function and callees are the pairs of the file; Enter walks, Escape leaves", () => {
  show(graph);
  press(document.body, "c");
  expect(shown()).toEqual(expected(at()));
  expect(at()).toBe(calls.selfNs.indexOf(Math.max(...calls.selfNs)));
  const busy = [...calls.frame.keys()].find((index) => {
    const { callers, callees } = expected(index);
    return callers.length > 1 && callees.length > 1;
  })!;
  page.receive({ type: "revealFrame", frame: calls.frame[busy]! });
  expect([at(), shown()]).toEqual([busy, expected(busy)]);
  $(".calls-name").focus();
  press($(".calls-name"), "ArrowDown");
  expect(document.activeElement!.textContent).toBe(expected(busy).callees[0]);
  const frame = Number((document.activeElement as HTMLElement).dataset["frame"]);
  press(document.activeElement as HTMLElement, "o");
  expect(posted().at(-1)).toEqual({ type: "openFrame", frame, beside: false });
  (document.activeElement as HTMLElement).click();
  expect(shown()).toEqual(expected(calls.frame.indexOf(frame)));
  expect(document.activeElement).toBe($(".calls-name"));
  press(document.body, "[");
  expect(at()).toBe(busy);
  press($(".calls-name"), "ArrowUp");
  expect(document.activeElement!.textContent).toBe(expected(busy).callers[0]);
  press(document.activeElement as HTMLElement, "ArrowDown");
  expect(document.activeElement!.textContent).toBe(expected(busy).callers[1]);
  press(document.body, "f");
  expect(trees()).toHaveLength(2);
  press(document.body, "c");
  open(kept());
  show(graph);
  expect(at()).toBe(busy);
  const [row] = document.querySelectorAll<HTMLElement>(".row");
  row!.click();
  expect(shown().name).toBe(row!.querySelector(".cell-name")!.textContent);
  press(document.body, "Escape");
  expect($(".calls-pane").hidden).toBe(true);
});

test("the table has what was counted, not what the tree makes of it", () => {
  show(graph);
  expect(text(".table-count")).toBe(`${calls.frame.length} functions`);
  expect(new Set(texts(".row .cell-name")).size).toBeGreaterThan(1);
});

test("500 callers are a few rows, and all at a click", () => {
  const count = 500;
  const many: Flamegraph = {
    ...graph,
    frames: {
      name: Array.from({ length: count + 1 }, (_, index) => `f${index}`),
      file: Array.from({ length: count + 1 }, () => "/a.py"),
      package: Array.from({ length: count + 1 }, () => "a"),
      origin: Array.from({ length: count + 1 }, () => "own" as const),
      firstLine: Int32Array.from({ length: count + 1 }, (_, index) => index + 1),
      line: new Int32Array(count + 1),
    },
    frame: graph.frame.map(() => 0),
    callGraph: {
      frame: Int32Array.from({ length: count + 1 }, (_, index) => index),
      calls: new Float64Array(count + 1).fill(1),
      selfNs: Float64Array.from({ length: count + 1 }, (_, index) => (index === 0 ? 1e9 : 0)),
      totalNs: new Float64Array(count + 1).fill(1e9),
      pairs: {
        caller: Int32Array.from({ length: count }, (_, index) => index + 1),
        callee: new Int32Array(count),
        calls: new Float64Array(count).fill(1),
        selfNs: new Float64Array(count).fill(1),
        totalNs: new Float64Array(count).fill(1),
      },
    },
  };
  show(many);
  press(document.body, "c");
  expect(shown().name).toBe("f0");
  expect(shown().callers).toHaveLength(200);
  const more = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Show all 500")!;
  more.click();
  expect(shown().callers).toHaveLength(count);
  expect(document.activeElement!.textContent).toBe("f201");
});
