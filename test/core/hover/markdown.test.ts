import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HoverContent } from "../../../src/core/hover/hover-content.ts";
import { escapeMarkdown, renderMarkdown } from "../../../src/core/hover/markdown.ts";
import { renderPlaintext } from "../../../src/core/hover/plaintext.ts";
import { visibleText } from "../../../src/core/hover/visible-text.ts";

const content = (name: string, href: string | null): HoverContent => ({
  title: name,
  table: { columns: ["Time"], rows: [{ label: "Self", cells: ["340 ms"] }] },
  lists: [{ heading: "Calls", entries: [{ name, href, figures: "12.4 %" }], more: 2 }],
  notes: [],
  run: ["report.py"],
});

describe("renderMarkdown", () => {
  it("is a title, a table, lists with links, and the run", () => {
    expect(renderMarkdown(content("parse_line", "file:///tmp/a%20b.py#L12"))).toBe(
      [
        "**parse\\_line**",
        "|  | Time |\n|:--|--:|\n| Self | 340 ms |",
        "Calls: [parse\\_line](file:///tmp/a%20b.py#L12) 12\\.4 \\%, 2 more",
        "report\\.py",
      ].join("\n\n"),
    );
  });

  it("keeps the columns of two measurements apart", () => {
    const two = { columns: ["Time", "CPU"], rows: [{ label: "Self", cells: ["1 s", "2 s"] }] };
    expect(renderMarkdown({ ...content("f", null), table: two })).toContain(
      "|  | Time | &emsp;CPU |\n|:--|--:|--:|\n| Self | 1 s | &emsp;2 s |",
    );
  });

  it.each(["command:evil", "https://x/#L1", "file:///a b#L1", "file:///a)(#L1", "file:///a#L1)[x](y"])(
    "shows a link to %s as text",
    (href) => expect(renderMarkdown(content("f", href))).not.toContain("]("),
  );
});

describe("escapeMarkdown", () => {
  it("leaves no punctuation, tag, new line or invisible character alive", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const live = escapeMarkdown(text).replace(/\\[!-/:-@[-`{-~]|&(?:amp|lt);/g, "");
        expect(live).not.toMatch(/[!-/:-@[-`{-~\n\r\u202a-\u202e\u200b]/);
      }),
    );
  });
});

it("shows what cannot be seen and cuts the middle of long text", () => {
  expect(visibleText("a\u202eb\nc")).toBe("a\\u{202e}b\\u{a}c");
  const cut = visibleText(`${"a".repeat(500)}😀${"b".repeat(39)}`, 120);
  expect(cut).toMatch(/^a{79}…b{39}$/);
});

it("says the same without markdown", () => {
  expect(renderPlaintext(content("f", null))).toBe("f\nTime: Self 340 ms\nCalls: f 12.4 %, 2 more\nreport.py");
});
