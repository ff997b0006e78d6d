import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIntRow } from "../../../src/core/formats/int-row.ts";
import { createJsonScanner } from "../../../src/core/formats/json-scanner.ts";

function scannerOf(text: string, pieceBytes = 1000) {
  const bytes = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += pieceBytes) pieces.push(bytes.slice(from, from + pieceBytes));
  return createJsonScanner(pieces, "This text");
}

describe("the JSON scanner", () => {
  it("reads what JSON.parse reads, however the text is cut", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(30), fc.boolean(), (value, pieceBytes, isSpaced) => {
        const text = JSON.stringify(value, null, isSpaced ? 1 : 0);
        const json = scannerOf(text, pieceBytes + 1);
        expect(JSON.stringify(json.value())).toBe(JSON.stringify(JSON.parse(text)));
        json.end();
      }),
      { numRuns: 500 },
    );
  });

  it("reads numbers to the last bit", () => {
    const digits = fc.tuple(fc.nat(), fc.nat(), fc.nat(9)).map(([a, b, c]) => `${a}.${"0".repeat(c)}${b}`);
    fc.assert(
      fc.property(fc.oneof(digits, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
        expect(scannerOf(`${text},`.padEnd(60)).number()).toBe(Number(text));
        expect(scannerOf(text, 3).number()).toBe(Number(text));
      }),
    );
  });

  it.each([
    "01",
    "1.",
    ".5",
    "-",
    "1e",
    "+1",
    "--1",
    "1.2.3",
    "tru",
    "nulll",
    '"a',
    '"\\x"',
    "[1 2]",
    '{"a" 1}',
    "{1:2}",
    "",
  ])("refuses %s", (text) => {
    for (const pieceBytes of [1, 100])
      expect(() => {
        const json = scannerOf(text, pieceBytes);
        json.value();
        json.end();
      }).toThrow("not whole JSON");
  });

  it("passes over anything without reading it", () => {
    const json = scannerOf('[{"a":["]",{}]},"x\\"",-1,true] 7', 2);
    json.skip();
    expect(json.number()).toBe(7);
  });

  it.each([
    ["[]", []],
    ["[0]", [0]],
    ["[1,23,456]", [1, 23, 456]],
    ["[ 1 , 2 ]", [1, 2]],
    ["[2147483647]", [2147483647]],
    ["[1e2]", [100]],
    ["[2147483648]", null],
    ["[1.5]", null],
    ["[-1]", null],
    ["[1,[2]]", null],
    ['["0"]', null],
  ])("reads the list of whole numbers %s", (text, expected) => {
    for (const pieceBytes of [1, 3, 100]) {
      const row = createIntRow();
      const isRow = scannerOf(text, pieceBytes).row(row);
      expect(isRow ? [...row.values.subarray(0, row.length)] : null).toEqual(expected);
    }
  });

  it.each(["[1,]", "[,1]", "[1", "[1,,2]"])("refuses the list %s", (text) => {
    for (const pieceBytes of [1, 100])
      expect(() => {
        const json = scannerOf(text, pieceBytes);
        json.row(createIntRow());
      }).toThrow("not whole JSON");
  });
});
