import { beforeEach, expect, test, vi } from "vitest";
import type { FromFlamegraph, ToFlamegraph } from "../../../src/core/protocol/webview.ts";
import { type Saved, savedSchema } from "../../../webview/flamegraph/view-state.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";
import { $, flamegraphMessage, openTestPage, press, text } from "./test-page.ts";

const lib = { name: "render", file: "/venv/jinja2/env.py", origin: "library", package: "jinja2" } as const;
const std = { name: "read", file: "/usr/lib/python3/io.py", origin: "stdlib", package: "io" } as const;
const graph = flamegraphOf([
  [["main", lib, std], 50],
  [["main"], 30],
  [[std], 20],
]);

let posted: FromFlamegraph[];
let receive: (message: ToFlamegraph) => void;
beforeEach(() => {
  ({ posted, receive } = openTestPage());
  receive(flamegraphMessage(graph));
});

const button = () => $("button[title^='Choose what is shown']");
const own = () =>
  [...document.querySelectorAll<HTMLElement>(".toolbar .toggle")].find((each) => each.textContent === "Own code only")!;
const items = () => [...document.querySelectorAll<HTMLElement>(".menu:not([hidden]) .menu-item")];
const labels = () =>
  items().map(
    (item) =>
      `${item.getAttribute("aria-checked") === "true" ? "+" : "-"}${item.querySelector(".menu-label")?.textContent}`,
  );
const toggle = (label: string) =>
  items()
    .find((item) => item.textContent?.includes(label))
    ?.click();
const rows = () => [...document.querySelectorAll(".row")].map((row) => row.querySelector(".cell-name")?.textContent);
const selfOf = (name: string) =>
  [...document.querySelectorAll(".row")]
    .find((row) => row.querySelector(".cell-name")?.textContent === name)
    ?.querySelector(".cell-self")
    ?.getAttribute("title");

test("only what the profile has is offered; what is switched off counts for its caller, the menu stays open", () => {
  button().click();
  expect(labels()).toEqual(["+Own code", "+Libraries", "+Standard library"]);
  toggle("Standard library");
  expect(labels()).toEqual(["+Own code", "+Libraries", "-Standard library"]);
  expect(rows().sort()).toEqual(["main", "render"]);
  expect(selfOf("render")).toBe("50.0 ms · 50.0 %");
  expect(text(".legend")).toContain("Outside what is shown20.0 %");
  expect(button().textContent).toBe("Show 2 of 3");
  toggle("Standard library");
  expect(rows()).toHaveLength(3);
  expect(text(".legend")).not.toContain("Outside");
});

test("the last one stays", () => {
  button().click();
  toggle("Own code");
  toggle("Libraries");
  const last = items().find((item) => item.textContent?.includes("Standard library"))!;
  expect((last as HTMLButtonElement).disabled).toBe(true);
  last.click();
  expect(rows()).toEqual(["read"]);
  expect(text(".legend")).toContain("Outside what is shown30.0 %");
});

test("own code only is the same by one press, and says so", () => {
  own().click();
  expect(own().getAttribute("aria-pressed")).toBe("true");
  expect(rows()).toEqual(["main"]);
  expect(text(".legend")).toContain("Outside own code20.0 %");
  button().click();
  expect(labels()).toEqual(["+Own code", "-Libraries", "-Standard library"]);
  toggle("Libraries");
  expect(own().getAttribute("aria-pressed")).toBe("false");
  expect(rows().sort()).toEqual(["main", "render"]);
});

test("a frame that is revealed is shown again with its code", () => {
  own().click();
  receive({ type: "revealFrame", frame: graph.frames.name.indexOf("read") });
  expect(own().getAttribute("aria-pressed")).toBe("false");
  expect(text(".details-name")).toBe("read");
});

test("what is hidden survives a reload", () => {
  vi.useFakeTimers();
  let saved: Saved | null = null;
  const page = openTestPage({
    save: (state) => {
      saved = state;
    },
  });
  page.receive(flamegraphMessage(graph));
  own().click();
  vi.runAllTimers();
  vi.useRealTimers();
  const kept = savedSchema.parse(JSON.parse(JSON.stringify(saved)));
  openTestPage({ saved: () => kept }).receive(flamegraphMessage(graph));
  expect(rows()).toEqual(["main"]);
});

test("idle is offered where elapsed time and time on the processor were measured, and switches the weight", () => {
  const weights = [
    { id: "wall", label: "Time" },
    { id: "cpu", label: "CPU time" },
  ];
  receive(flamegraphMessage(graph, { weights }));
  button().click();
  expect(labels().at(-1)).toBe("+Idle: waiting, off the processor");
  toggle("Idle");
  expect(posted).toContainEqual({ type: "chooseWeight", weight: "cpu" });
  press(document.activeElement as HTMLElement, "Escape");
  receive(flamegraphMessage({ ...graph, weight: { ...graph.weight, id: "samples" } }, { weights, weight: "samples" }));
  button().click();
  expect(labels().at(-1)).toBe("+Standard library");
});
