import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Grouping, heaviestFrameOf, totalsOf } from "../../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { rowsOfFrames } from "../../../src/core/profile/row-filter.ts";
import { flamegraphOf, type SampleFrame } from "../../support/flamegraph-samples.ts";

const frames: SampleFrame[] = ["f", "g", "h"].flatMap((name) =>
  ["/a/x.py", "/b/x.py", ""].flatMap((file) =>
    [0, 4].map((line) => ({ name, file, line, package: file === "/a/x.py" ? "a" : "" })),
  ),
);
const stacks = fc.array(
  fc.tuple(fc.array(fc.constantFrom(...frames), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 50 })),
  { minLength: 1, maxLength: 25 },
);

/** What a frame belongs to; null: no row. */
const KEYS: Readonly<Record<Exclude<Grouping, "functions">, (frame: SampleFrame) => string | null>> = {
  lines: ({ file, line }) => (line ? `${file}:${line}` : null),
  files: ({ file }) => file ?? "",
  packages: (frame) => frame.package ?? "",
};

function sampleOf({ frames }: Flamegraph, frame: number): SampleFrame {
  return { file: frames.file[frame]!, line: frames.line[frame]!, package: frames.package[frame]!, name: "" };
}

describe.each(Object.keys(KEYS) as (keyof typeof KEYS)[])("totals of %s", (grouping) => {
  const keyOf = KEYS[grouping];

  test("are what counting stack by stack gives: a stack counts once, however often it comes through", () => {
    fc.assert(
      fc.property(stacks, (samples) => {
        const self = new Map<string, number>();
        const total = new Map<string, number>();
        const add = (sums: Map<string, number>, key: string | null, value: number) =>
          key !== null && sums.set(key, (sums.get(key) ?? 0) + value);
        for (const [stack, milliseconds] of samples) {
          for (const key of new Set(stack.map(keyOf))) add(total, key, milliseconds * 1e6);
          add(self, keyOf(stack.at(-1)!), milliseconds * 1e6);
        }
        const graph = flamegraphOf(samples);
        const totals = totalsOf(graph)[grouping];
        const keys = Array.from(totals.frame, (frame) => keyOf(sampleOf(graph, frame))!);
        expect(new Map(keys.map((key, row) => [key, totals.total[row]]))).toEqual(total);
        keys.forEach((key, row) => {
          expect(totals.self[row]).toBe(self.get(key) ?? 0);
        });
        totals.rowOfFrame.forEach((row, frame) => {
          expect(keys[row] ?? null).toBe(keyOf(sampleOf(graph, frame)));
        });
      }),
      { numRuns: 150 },
    );
  });
});

test("rows are made once", () => {
  const totals = totalsOf(flamegraphOf([[["f"], 1]]));
  for (const grouping of ["functions", "lines", "files", "packages"] as const)
    expect(totals[grouping]).toBe(totals[grouping]);
});

test("a file is opened where it took the most itself", () => {
  const at = (name: string, line: number): SampleFrame => ({ name, file: "/a.py", line });
  const graph = flamegraphOf([
    [[at("light", 1), at("heavy", 2)], 4],
    [[at("light", 1)], 5],
    [[at("else", 9), at("heavy", 2)], 3],
    [[{ name: "b", file: "/b.py" }], 90],
  ]);
  const { files } = totalsOf(graph);
  const row = files.rowOfFrame[graph.frames.name.indexOf("light")]!;
  expect(graph.frames.name[heaviestFrameOf(graph, files, row)]).toBe("heavy");
});

test("rows of frames", () => {
  const graph = flamegraphOf([
    [["f", { name: "g", file: "/b.py" }], 1],
    [[{ name: "h", file: "/c.py" }], 1],
  ]);
  const marked = Uint8Array.from(graph.frames.name, (name) => (name === "g" ? 1 : 0));
  const { files } = totalsOf(graph);
  const found = rowsOfFrames(files, marked);
  expect(Array.from(files.frame, (frame, row) => `${graph.frames.file[frame]} ${found[row]}`).sort()).toEqual([
    "/b.py 1",
    "/c.py 0",
    "/project/app.py 0",
  ]);
});
