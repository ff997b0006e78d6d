import { describe, expect, test } from "vitest";
import { SLOT } from "../../../webview/flamegraph/coloring.ts";
import { readPalette } from "../../../webview/flamegraph/palette.ts";
import { parseColor, type Rgb } from "../../../webview/shared/color.ts";
import { ciede2000, difference, VISIONS, type Vision } from "../../support/color-vision.ts";

const fillOf = (css: string): Rgb => parseColor(css)!;

/** The pair of colours that look most alike. */
function closest(fills: readonly Rgb[], vision: Vision) {
  const pairs = fills.flatMap((a, i) =>
    fills.slice(i + 1).map((b, j) => ({ pair: [i, i + 1 + j], by: difference(a, b, vision) })),
  );
  return pairs.reduce((least, pair) => (pair.by < least.by ? pair : least));
}

function palette(theme: string) {
  document.body.className = theme;
  const { slots, background } = readPalette();
  return { slots, background: fillOf(background) };
}

test("the difference of colours is that of the published test data", () => {
  expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
  expect(ciede2000([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
});

describe.each(["vscode-light", "vscode-dark", "vscode-high-contrast", "vscode-high-contrast-light"])(
  "in %s",
  (theme) => {
    test.each(Object.keys(VISIONS) as Vision[])("files of your own are told apart with %s vision", (vision) => {
      const { slots, background } = palette(theme);
      const own = slots.slice(SLOT.own, SLOT.otherOwn + 1).map(({ fill }) => fillOf(fill));
      expect(closest(own, vision).by).toBeGreaterThan(9);
      for (const fill of own) expect(difference(fill, background, vision)).toBeGreaterThan(9);
    });
  },
);

describe.each(["vscode-light", "vscode-dark"])("in %s", (theme) => {
  test.each(Object.keys(VISIONS) as Vision[])("every fill differs from every other with %s vision", (vision) => {
    const { slots } = palette(theme);
    // Generated code and what is too narrow have the fill of native code, with stripes.
    const fills = slots.slice(0, SLOT.native + 1).map(({ fill }) => fillOf(fill));
    expect(closest(fills, vision).by).toBeGreaterThan(5);
  });

  test("what has the same fill has other stripes", () => {
    const { slots } = palette(theme);
    const striped = [SLOT.native, SLOT.generated, SLOT.merged].map((slot) => slots[slot]?.period);
    expect(new Set(striped).size).toBe(3);
  });
});

test.each(["vscode-high-contrast", "vscode-high-contrast-light"])(
  "in %s other code has no colour but stripes of its own",
  (theme) => {
    const { slots } = palette(theme);
    const periods = slots.slice(SLOT.library, SLOT.merged + 1).map(({ period }) => period);
    expect(new Set(periods).size).toBe(periods.length);
  },
);
