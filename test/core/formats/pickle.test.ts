import { describe, expect, it } from "vitest";
import { pickledClass, readPickle } from "../../../src/core/formats/pickle.ts";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { sourceOf } from "../../support/fixtures.ts";

const NONE: ReadonlySet<string> = new Set();

/** A pickle of protocol 4 with these opcodes; text stands for its bytes. */
function pickle(...parts: (number | string)[]): Uint8Array {
  const bytes = parts.flatMap((part) => (typeof part === "number" ? [part] : [...new TextEncoder().encode(part)]));
  return Uint8Array.from([0x80, 4, ...bytes]);
}

function messageOf(bytes: Uint8Array): string {
  const outcome = parseProfile(sourceOf(bytes));
  return outcome.ok ? "read" : outcome.message;
}

describe("pickle", () => {
  it.each([
    ["a byte", ["K", 255], 255],
    ["two bytes", ["M", 0, 255], 0xff00],
    ["four bytes, negative", ["J", 0xfe, 0xff, 0xff, 0xff], -2],
    ["a long of no bytes", [0x8a, 0], 0],
    ["a negative long", [0x8a, 2, 0, 0x80], -32768],
    ["a long of five bytes", [0x8a, 5, 0, 0, 0, 0, 1], 2 ** 32],
    ["a double", ["G", 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
    ["text", ["X", 3, 0, 0, 0, 0x61, 0xc3, 0xa9], "aé"],
    ["a tuple to a mark", ["(", "N", 0x88, 0x89, "t"], [null, true, false]],
    ["items appended", ["]", "(", "K", 1, "K", 2, "e", "K", 3, "a"], [1, 2, 3]],
    ["a memo", ["K", 7, 0x94, "h", 0, "q", 9, "h", 9, 0x87], [7, 7, 7]],
    ["a dict", ["}", "(", "K", 1, "N", "u", "K", 2, "N", "s"], { kind: "dict", items: [1, null, 2, null] }],
  ] as const)("%s", (_, opcodes, value) => {
    expect(readPickle(pickle(...opcodes, "."), NONE)).toEqual(value);
  });

  it("keeps an object of an allowed class as its name and state", () => {
    const bytes = pickle("ca\nB\n", ")", 0x81, "}", "b", ".");
    const state = { kind: "dict", items: [] };
    expect(readPickle(bytes, new Set(["a.B"]))).toEqual({ kind: "object", className: "a.B", state });
  });

  it("nests as deep as the file is long", () => {
    const bytes = new Uint8Array(400_000).fill(0x85);
    bytes.set(pickle("]"));
    bytes.set([0x2e], bytes.length - 1);
    expect(readPickle(bytes, NONE)).toHaveLength(1);
  });

  it.each([
    ["GLOBAL", pickle("cos\nsystem\n", "X", 2, 0, 0, 0, "ls", 0x85, "R", "."), "os.system"],
    ["STACK_GLOBAL", pickle(0x8c, 8, "builtins", 0x8c, 4, "eval", 0x93, "."), "builtins.eval"],
    ["a class among plain values", pickle("}", "K", 1, "cpandas.core.frame\nDataFrame\n", "s", "."), "DataFrame"],
    ["no class", pickle("}", "."), "plain values"],
    ["a name of several lines", pickle(0x8c, 3, "a\nb", 0x8c, 1, "C", 0x93, "."), "a b.C"],
  ])("%s: what it holds is refused by name", (_, bytes, name) => {
    expect(messageOf(bytes)).toContain(name);
    expect(messageOf(bytes)).toMatch(/^This is a pickle of .*loads nothing\.$/);
  });

  it("refuses a second class that was not asked for", () => {
    const bytes = pickle("cline_profiler.line_profiler\nLineStats\n", "cos\nsystem\n", ".");
    expect(pickledClass(bytes)).toBe("line_profiler.line_profiler.LineStats");
    expect(messageOf(bytes)).toBe(
      "This pickle holds 'os.system', which Heatline does not read: nothing of it was loaded.",
    );
  });

  it.each([
    ["calling", pickle("K", 1, "K", 2, "R", "."), "opcode 82"],
    ["a persistent id", pickle("K", 1, "Q", "."), "opcode 81"],
    ["a pop of nothing", pickle("."), "a value is missing"],
    ["a pop across a mark", pickle("K", 1, "(", 0x85, "."), "a value is missing"],
    ["a missing mark", pickle("t", "."), "a mark is missing"],
    ["a memo never set", pickle("h", 3, "."), "not there"],
    ["text longer than the file", pickle("X", 0xff, 0xff, 0xff, 0x7f, "a"), "cut off"],
    ["text of negative length", pickle("X", 0xff, 0xff, 0xff, 0xff, "a"), "cut off"],
    ["a number of 200 bytes", pickle(0x8a, 200, ...new Array<number>(200).fill(1), "."), "larger than any"],
    ["append to a dict", pickle("}", "N", "a", "."), "no list"],
    ["an item of a list", pickle("]", "N", "N", "s", "."), "no dict"],
    ["an object of a number", pickle("K", 1, ")", 0x81, "."), "no class"],
    ["a state of a list", pickle("]", "N", "b", "."), "no object"],
    ["a class named by a list", pickle("]", "]", 0x93, "."), "no text"],
    ["a stack without end", pickle("N".repeat(300_000)), "too deep"],
    ["no end", pickle("N"), "cut off"],
  ])("%s is refused", (_, bytes, reason) => {
    expect(() => readPickle(bytes, NONE)).toThrow(reason);
  });
});
