import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { invertFlamegraph } from "../../../src/core/profile/flamegraph-inverted.ts";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { frameAsText, stackAsText } from "../../../webview/flamegraph/copy-text.ts";
import { createHoverCard } from "../../../webview/flamegraph/hover-card.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";
import { $, flamegraphMessage, openTestPage, press, text } from "./test-page.ts";

const HOSTILE = "<img src=x onerror=alert(1)>\u202e\n";
const graph = flamegraphOf([
  [["main", { name: "parse", file: "/w/parser.py", line: 12 }, HOSTILE], 60],
  [["main", { name: "load", file: "/w/load.py", line: 3 }], 30],
  [["main"], 10],
]);
const nodeNamed = (name: string, of = graph) => of.frame.findIndex((frame) => of.frames.name[frame] === name);
const frameNamed = (name: string) => graph.frames.name.indexOf(name);

let posted: FromFlamegraph[];
let receive: (message: ToFlamegraph) => void;
const written: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  written.length = 0;
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (copied) => void written.push(copied));
  ({ posted, receive } = openTestPage());
  receive(flamegraphMessage(graph));
});
afterEach(() => {
  vi.useRealTimers();
  vi.mocked(navigator.clipboard.writeText).mockRestore();
});

const tree = () => $('[role="tree"]');
function selectParse(): void {
  press(tree(), "ArrowDown");
  press(tree(), "ArrowDown");
}
const asked = () => posted.filter(({ type }) => type === "askSource");
const source = (change: object = {}) =>
  ({
    type: "source",
    frame: frameNamed("parse"),
    file: "/w/parser.py",
    line: 12,
    text: "\tx = <b>1</b>",
    ...change,
  }) as ToFlamegraph;

test("the card says name, place, source, numbers, their shares of what, and samples", () => {
  const card = createHoverCard(() => "x = <b>1</b>");
  const known = Float64Array.from(graph.frames.name, () => 1204);
  card.showAt(
    { ...graph, counts: { calls: known, self: known, total: known } },
    { node: nodeNamed("parse"), merged: false },
    0,
    0,
  );
  const lines = [...card.element.querySelectorAll(".card-name, .card-place, .card-source, .card-note, dt, dd")];
  expect(lines.map((line) => line.textContent)).toEqual([
    ...["parse", "/w/parser.py:12", "x = <b>1</b>"],
    ...[
      "Self",
      "0 ns · 0.0 %",
      "Total",
      "60.0 ms · 60.0 %",
      "Of its caller",
      "60.0 % of main",
      "Calls of the function",
      "1,204",
    ],
    ...["of 100 ms wall time", "sampled: about 600 of 1,000 samples"],
  ]);
  expect(card.element.querySelector("b, img")).toBeNull();
  const up = invertFlamegraph(graph);
  card.showAt(up, { node: nodeNamed("parse", up), merged: false }, 0, 0);
  expect(card.element.textContent).toContain("Of what it called100 % of <img");
});

test("the source line of the selected frame is asked for once, and shown as text", () => {
  selectParse();
  vi.advanceTimersByTime(200);
  press(tree(), "ArrowUp");
  press(tree(), "ArrowDown");
  vi.advanceTimersByTime(200);
  expect(asked().filter((message) => "frame" in message && message.frame === frameNamed("parse"))).toHaveLength(1);
  receive(source());
  expect(text(".details-source")).toBe("x = <b>1</b>");
  expect($(".details b")).toBeNull();
});

test("a line of another file or place is dropped: it is of older data", () => {
  selectParse();
  receive(source({ line: 13 }));
  receive(source({ file: "/w/other.py" }));
  expect(document.querySelector(".details-source")).toBeNull();
});

test("the place is a link that opens the source", () => {
  selectParse();
  $(".details-link").click();
  expect(posted).toContainEqual({ type: "openFrame", frame: frameNamed("parse"), beside: false });
});

test("Y copies the frame, Shift+Y the stack; without a frame it says so", async () => {
  press(document.body, "y");
  expect(text(".toast")).toContain("Select a frame first");
  selectParse();
  press(document.body, "y");
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toEqual([
    "parse\n/w/parser.py:12\nself 0 ns · 0.0 %, total 60.0 ms · 60.0 % of 100 ms wall time\nsampled: about 600 of 1,000 samples",
  ]);
  expect(text(".toast")).toBe("Copied parse");
  press(document.body, "Y");
  await vi.advanceTimersByTimeAsync(0);
  expect(written[1]).toBe("main (/project/app.py:1)\nparse (/w/parser.py:12)");
  await vi.advanceTimersByTimeAsync(5000);
  expect(text(".toast")).toBe("");
});

test("the system's copy gives the frame, but in a field what is selected there", () => {
  selectParse();
  const copy = (target: EventTarget) => {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { bubbles: true, cancelable: true, clipboardData: data });
    target.dispatchEvent(event);
    return data.getData("text/plain");
  };
  expect(copy(document.body)).toMatch(/^parse\n/);
  expect(copy($(".search input"))).toBe("");
});

test("copied names are one line without anything invisible, and whole", () => {
  expect(frameAsText(graph, nodeNamed(HOSTILE)).split("\n")[0]).toBe("<img src=x onerror=alert(1)>\\u{202e}\\u{a}");
  const long = flamegraphOf([[["x".repeat(10_000), "مرحبا 🔥"], 1]]);
  expect(
    stackAsText(long, 1)
      .split("\n")
      .map((line) => line.split(" (")[0]),
  ).toEqual(["x".repeat(10_000), "\u2068مرحبا 🔥\u2069"]);
});

test("bottom up the stack is copied in the order of calls, too", () => {
  const up = invertFlamegraph(graph);
  expect(stackAsText(up, nodeNamed("main", up))).toMatch(/^main .*\nparse .*\n<img/);
});
