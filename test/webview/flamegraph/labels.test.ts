import { expect, test } from "vitest";
import { fitText } from "../../../webview/flamegraph/labels.ts";

/** Every user-perceived character is ten wide; isolates have no width. */
const measure = (text: string) => [...new Intl.Segmenter().segment(text.replace(/[\u2068\u2069]/g, ""))].length * 10;

test("a name that fits stays whole, one that does not ends in an ellipsis", () => {
  expect(fitText("parse_line", 100, measure)).toBe("parse_line");
  expect(fitText("parse_line", 60, measure)).toBe("parse…");
  expect(fitText("parse_line", 20, measure)).toBe("");
});

test("other scripts are isolated and never cut inside a character", () => {
  expect(fitText("مرحبا", 100, measure)).toBe("\u2068مرحبا\u2069");
  const family = "👩‍👩‍👧‍👦";
  expect(fitText(family.repeat(5), 30, measure)).toBe(`\u2068${family.repeat(2)}…\u2069`);
});
