import { expect, test } from "vitest";
import { functionTotals } from "../../../src/core/profile/flamegraph-view-totals.ts";
import { colorFrames, SLOT, SLOT_COUNT } from "../../../webview/flamegraph/coloring.ts";
import { colorByHeat } from "../../../webview/flamegraph/heat-coloring.ts";
import { readPalette } from "../../../webview/flamegraph/palette.ts";
import { contrast, legible, parseColor } from "../../../webview/shared/color.ts";
import { flamegraphOf } from "../../support/flamegraph-samples.ts";

const fileFrame = (name: string) => ({ name, file: `/project/${name}.py`, package: name });

test.each(["vscode-light", "vscode-dark", "vscode-high-contrast", "vscode-high-contrast-light"])(
  "every label is legible on its box in %s, also when dimmed",
  (theme) => {
    document.body.className = theme;
    const { slots } = readPalette();
    expect(slots.length).toBe(2 * SLOT_COUNT);
    for (const { fill, text } of slots)
      expect(contrast(rgb(fill), rgb(text)), `${text} on ${fill}`).toBeGreaterThanOrEqual(4.5);
  },
);

test("legible takes the first wish that can be read, else black or white", () => {
  expect(legible([0, 0, 0], [10, 10, 10], [200, 200, 200])).toEqual([200, 200, 200]);
  expect(legible([255, 255, 255], [250, 250, 250])).toEqual([0, 0, 0]);
});

test("the hottest files get hues of their own, the rest shares one; own code, libraries and others never meet", () => {
  const own = Array.from({ length: 9 }, (_, index) => [[fileFrame(`own${index}`)], 100 - index] as const);
  const graph = flamegraphOf([
    ...own,
    [[{ name: "join", file: "/v/jinja2/a.py", package: "jinja2", origin: "library" }], 5],
  ]);
  const { slots, legend } = colorFrames(graph, "file", new Map());
  expect(Array.from(slots.slice(0, 9))).toEqual([0, 1, 2, 3, 4, 5, 6, SLOT.otherOwn, SLOT.otherOwn]);
  expect(slots[9]).toBe(SLOT.library);
  expect(legend.map(({ label }) => label).slice(-2)).toEqual(["2 more of your own", "jinja2"]);
  expect(legend.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test("colours stay when live data changes the order; equal file names show their folders", () => {
  const memory = new Map<string, number>();
  const first = flamegraphOf([
    [[{ name: "f", file: "/p/a/io.py" }], 9],
    [[{ name: "g", file: "/p/b/io.py" }], 1],
  ]);
  const before = colorFrames(first, "file", memory);
  const later = flamegraphOf([
    [[{ name: "g", file: "/p/b/io.py" }], 90],
    [[{ name: "f", file: "/p/a/io.py" }], 9],
  ]);
  const after = colorFrames(later, "file", memory);
  expect([after.slots[1], after.slots[0]]).toEqual([before.slots[0], before.slots[1]]);
  expect(after.legend.map(({ label }) => label).sort()).toEqual(["a/io.py", "b/io.py"]);
});

test("heat: every frame of a function has the level of its share, self or total; the legend says which and how much", () => {
  const graph = flamegraphOf([
    [["main", "parse", "read"], 60],
    [["main", "load", "read"], 15],
    [["main", "parse"], 20],
    [["main"], 5],
  ]);
  const [main, parse, read, load] = ["main", "parse", "read", "load"].map((name) => graph.frames.name.indexOf(name));
  const levels = (by: "self" | "total") => colorByHeat(functionTotals(graph), by, graph.total);
  const self = levels("self").slots;
  const at = (frame: number | undefined, slots: Uint8Array) => (slots[frame ?? -1] ?? 0) - SLOT.heat;
  expect([main, parse, read, load].map((frame) => at(frame, self))).toEqual([2, 0, 0, 5]);
  const total = levels("total").slots;
  expect([main, parse, read, load].map((frame) => at(frame, total))).toEqual([0, 0, 0, 2]);
  expect(levels("self").legend.map(({ label, share }) => [label, Math.round(share * 100)])).toEqual([
    ["20 % or more", 95],
    ["5 % or more", 5],
    ["below 1 %", 0],
  ]);
});

test.each(["vscode-light", "vscode-dark"])("heat gets nearer to the background from level to level in %s", (theme) => {
  document.body.className = theme;
  const { slots } = readPalette();
  const background = theme === "vscode-light" ? ([255, 255, 255] as const) : ([31, 31, 31] as const);
  const contrasts = slots.slice(SLOT.heat, SLOT.grown).map(({ fill }) => contrast(rgb(fill), background));
  for (const [level, value] of contrasts.entries())
    if (level > 0) expect(contrasts[level - 1]! / value, `level ${level}`).toBeGreaterThan(1.2);
});

test("labels of the legend tell all files apart", () => {
  const graph = flamegraphOf([
    [[{ name: "f", file: "/w/log/report.py" }], 3],
    [[{ name: "g", file: "/w/log/log/report.py" }], 2],
    [[{ name: "h", file: "C:\\w\\report.py" }], 1],
  ]);
  const { legend } = colorFrames(graph, "file", new Map());
  expect(legend.map(({ label }) => label)).toEqual(["w/log/report.py", "log/log/report.py", "w/report.py"]);
});

function rgb(css: string) {
  return parseColor(css.replace(/rgb\((\d+) (\d+) (\d+)\)/, "rgb($1, $2, $3)"))!;
}
