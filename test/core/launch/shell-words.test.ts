import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinArguments, splitArguments } from "../../../src/core/launch/shell-words.ts";

describe("program arguments as people type them", () => {
  it.each([
    ["", []],
    ["  a   b ", ["a", "b"]],
    ["--name='two words' x", ["--name=two words", "x"]],
    [`"say \\"hi\\"" ''`, ['say "hi"', ""]],
    ["C:\\data\\in.txt", ["C:\\data\\in.txt"]],
    ["two\\ words", ["two words"]],
    ["$HOME *.py ; rm", ["$HOME", "*.py", ";", "rm"]],
  ])("%j gives %j", (text, args) => {
    expect(splitArguments(text)).toEqual({ ok: true, args });
  });

  it("says which quote is not closed", () => {
    expect(splitArguments("a 'b c")).toEqual({ ok: false, message: "A ' is not closed." });
    expect(splitArguments('"')).toEqual({ ok: false, message: 'A " is not closed.' });
  });

  it("reads back whatever it writes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (args) => {
        expect(splitArguments(joinArguments(args))).toEqual({ ok: true, args });
      }),
    );
  });
});
