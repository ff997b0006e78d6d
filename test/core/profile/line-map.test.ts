import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapLines } from "../../../src/core/profile/line-map.ts";

/** Where each line of `then` is now: `3`, `3~` where it changed, `-` where it is gone. */
function places(then: string[], now: string[]): string {
  const map = mapLines(then.join("\n"), now.join("\n"));
  return then
    .map((_, index) => map.nowFromThen(index + 1))
    .map((place) => (place === null ? "-" : `${place.line}${place.changed ? "~" : ""}`))
    .join(" ");
}

describe("lines through an edit", () => {
  it.each([
    ["nothing", ["a", "b"], ["a", "b"], "1 2"],
    ["lines inserted", ["a", "b", "c"], ["new", "a", "b", "more", "c"], "2 3 5"],
    ["lines deleted", ["a", "b", "c"], ["a", "c"], "1 - 2"],
    ["a line edited", ["a", "x = compute(rows)", "c"], ["a", "x = compute(rows, 2)", "c"], "1 2~ 3"],
    ["a line edited below a new one", ["a", "x = compute(rows)", "c"], ["a", "new", "x = compute(row)", "c"], "1 3~ 4"],
    ["a line replaced by another", ["a", "x = compute(rows)", "c"], ["a", "raise ValueError", "c"], "1 - 3"],
    ["blank lines are like nothing", ["a", "", "c"], ["a", "   ", "c"], "1 - 3"],
    ["indented: changed", ["a", "work()"], ["a", "if a:", "    work()"], "1 3~"],
  ])("%s", (_, then, now, expected) => expect(places(then, now)).toBe(expected));

  it("line ends do not count, white space does", () => {
    expect(mapLines("a\r\nb\rc", "a\nb\nc").edited).toBe(false);
    expect(mapLines("a\nb ", "a\nb").edited).toBe(true);
    expect(mapLines("a\u2028b\fc\nd", "new\na\u2028b\fc\nd").nowFromThen(2)).toEqual({ line: 3, changed: false });
  });

  it("lines outside the text are nowhere", () => {
    expect(mapLines("a\nb", "a\nb").nowFromThen(3)).toBeNull();
    expect(mapLines("a\nb", "b").thenFromNow(0)).toBeNull();
  });

  it("beyond the bound only lines that occur once are mapped, in order", () => {
    const then = Array.from({ length: 3000 }, (_, index) => `then ${index} ${"x".repeat(index % 7)}`);
    const now = Array.from({ length: 3000 }, (_, index) => `now number ${index * 31}`);
    then[1500] = "the one that stayed";
    now[700] = "the one that stayed";
    expect(mapLines(then.join("\n"), now.join("\n")).nowFromThen(1501)).toEqual({ line: 701, changed: false });
  });
});

describe("for any texts", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c = f(x)", "c = f(y)", "", "  d"), { minLength: 1, maxLength: 30 });

  it("what is mapped unchanged is equal, order holds, and both directions agree", () => {
    fc.assert(
      fc.property(text, text, (then, now) => {
        const map = mapLines(then.join("\n"), now.join("\n"));
        let previous = 0;
        for (const [index, line] of then.entries()) {
          const place = map.nowFromThen(index + 1);
          if (place === null) continue;
          expect(place.line).toBeGreaterThan(previous);
          previous = place.line;
          expect(now[place.line - 1] === line).toBe(!place.changed);
          expect(map.thenFromNow(place.line)).toEqual({ line: index + 1, changed: place.changed });
        }
        expect(map.edited).toBe(then.join("\n") !== now.join("\n"));
      }),
    );
  });
});
