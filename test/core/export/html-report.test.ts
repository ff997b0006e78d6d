import { describe, expect, test } from "vitest";
import { htmlReport } from "../../../src/core/export/html-report.ts";
import { hottestPlaces } from "../../../src/core/export/report-places.ts";

const row = (line: number, self: number, file = "/p/work.py") => ({
  ...{ file, line, function: `f${line}`, self, total: self, calls: null },
});
const source = Array.from({ length: 30 }, (_, index) => (index % 4 === 3 ? "" : `line ${index + 1}`)).join("\r\n");
const have = () => ({ ok: true as const, text: source });

describe("the hottest places", () => {
  test("neighbours stand together in one place, the hottest place comes first, blank ends are cut off", () => {
    const places = hottestPlaces([row(3, 10), row(20, 50), row(9, 20), row(11, 1)], 81, have);
    expect(places.map(({ lines }) => lines.filter(({ hot }) => hot).map(({ line }) => line))).toEqual([
      [20],
      [3, 9, 11],
    ]);
    expect(places[1]?.lines.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(places[0]?.lines[0]).toEqual({ line: 17, text: "line 17", self: 0, total: 0, hot: false });
    expect(places[1]?.functions).toEqual(["f3", "f9", "f11"]);
  });

  test("numbers of lines that are not hot are shown beside those that are; below half a percent nothing is hot", () => {
    const [place, ...more] = hottestPlaces([row(5, 1000), row(6, 4)], 1004, have);
    expect(more).toEqual([]);
    expect(place?.lines.find(({ line }) => line === 6)).toMatchObject({ self: 4, hot: false });
  });

  test("no text: the lines alone, and why", () => {
    const gone = hottestPlaces([row(5, 1), row(7, 1)], 2, () => ({ ok: false, why: "It is gone." }));
    expect(gone).toMatchObject([
      {
        missing: "It is gone.",
        lines: [
          { line: 5, text: "" },
          { line: 7, text: "" },
        ],
      },
    ]);
    expect(hottestPlaces([row(31, 1)], 1, have)[0]?.missing).toContain("not the one that ran");
  });

  test("what has no line or no file is left out; twenty lines at most", () => {
    expect(hottestPlaces([row(0, 1), row(3, 1, "")], 2, have)).toEqual([]);
    const many = Array.from({ length: 50 }, (_, index) => row(1, index + 1, `/p/${index}.py`));
    expect(hottestPlaces(many, 1275, have).map(({ file }) => file)).toEqual(
      Array.from({ length: 20 }, (_, index) => `/p/${49 - index}.py`),
    );
  });
});

describe("the document", () => {
  const parts = { script: "run()", scriptSha256: "c2M=", style: "a{}", styleSha256: "c3Q=", report: "cmVw" };

  test("allows its own script and style, and nothing else", () => {
    const html = htmlReport({ ...parts, flamegraphs: ["Zmxh", null] });
    expect(html).toContain(
      `content="default-src 'none'; script-src 'sha256-c2M='; style-src 'sha256-c3Q='; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).toContain('<script type="application/octet-stream" id="flamegraph-0">Zmxh</script>');
    expect(html).not.toContain("flamegraph-1");
    expect(html).not.toMatch(/https?:|unsafe|src=|href=/);
  });

  test("refuses what would end an element early", () => {
    expect(() => htmlReport({ ...parts, script: "x='</Script>'", flamegraphs: [] })).toThrow(RangeError);
    expect(() => htmlReport({ ...parts, style: "</style>", flamegraphs: [] })).toThrow(RangeError);
    expect(() => htmlReport({ ...parts, flamegraphs: ["<b>"] })).toThrow(RangeError);
  });
});
