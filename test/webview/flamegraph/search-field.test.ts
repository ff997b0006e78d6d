import { beforeEach, expect, test } from "vitest";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";
import { $, flamegraphMessage, openTestPage, press, text } from "./test-page.ts";

const graph = flamegraphOf([
  [["main", "parse", "parse_line"], 60],
  [["main", "load", "parse_line"], 30],
  [["main"], 10],
]);

beforeEach(() => openTestPage().receive(flamegraphMessage(graph)));

function type(value: string): void {
  const input = $(".search input") as HTMLInputElement;
  input.value = value;
  input.dispatchEvent(new Event("input"));
}

test("how many match, their share of the whole, and steps from match to match in falling order", () => {
  type("parse_line");
  expect(text(".search-result")).toBe("2 · 90.0 %");
  press($(".search input"), "Enter");
  expect(text(".search-result")).toBe("1 of 2 · 90.0 %");
  expect(text(".details-name")).toBe("parse_line");
  press($(".search input"), "Enter", { shiftKey: true });
  expect(text(".search-result")).toBe("2 of 2 · 90.0 %");
  press($(".search input"), "Enter");
  expect(text(".search-result")).toBe("1 of 2 · 90.0 %");
});

test("what cannot be understood is said beside the field, until it can", () => {
  type("parse /(/");
  expect(text(".search-problem")).toBe("Not a regular expression: unterminated group.");
  expect($(".search input").getAttribute("aria-invalid")).toBe("true");
  expect(text(".search-result")).toBe("");
  type("parse -line");
  expect($(".search-problem").hidden).toBe(true);
  expect(text(".search-result")).toBe("1 · 60.0 %");
});

test("the list of keys says what can be searched", () => {
  const typed = [...document.querySelectorAll(".keys code")].map((code) => code.textContent);
  expect(typed).toContain("file:logreport/stats");
  expect(typed).toContain("-jinja2");
});
