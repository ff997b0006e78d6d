import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";

const manifest = z
  .object({
    contributes: z.object({
      colors: z.array(z.object({ id: z.string(), defaults: z.record(z.string(), z.string()) })),
    }),
  })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

/** Editor background and syntax colours of VS Code's default themes, Light Modern and Dark Modern. */
const THEMES = {
  light: {
    background: "#FFFFFF",
    syntax: "3B3B3B AF00DB 0000FF A31515 008000 098658 795E26 267F99 001080 0070C1".split(" "),
  },
  dark: {
    background: "#1F1F1F",
    syntax: "CCCCCC D4D4D4 C586C0 569CD6 CE9178 6A9955 B5CEA8 DCDCAA 4EC9B0 9CDCFE 4FC1FF".split(" "),
  },
} as const;
const LEVELS = [1, 2, 3, 4, 5];

type Rgb = readonly number[];

function channels(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** WCAG 2.2 relative luminance. */
function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function color(id: string, theme: string): string {
  const value = manifest.contributes.colors.find((entry) => entry.id === id)?.defaults[theme];
  if (value === undefined) throw new Error(`package.json has no ${id} for ${theme}`);
  return value;
}

function fill(level: number, theme: "light" | "dark"): Rgb {
  const hex = color(`heatline.heat${level}Background`, theme);
  const alpha = Number.parseInt(hex.slice(7, 9), 16) / 255;
  const below = channels(THEMES[theme].background);
  return channels(hex).map((channel, at) => channel * alpha + (below[at] ?? 0) * (1 - alpha));
}

describe.each(["light", "dark"] as const)("heat in the %s theme", (theme) => {
  test("code stays legible: 3.4 to 1 at the hottest level, where the theme's own selection has 3.05", () => {
    for (const level of LEVELS) {
      const worst = Math.min(...THEMES[theme].syntax.map((hex) => contrast(channels(`#${hex}`), fill(level, theme))));
      expect(worst, `level ${level}`).toBeGreaterThanOrEqual(3.4);
    }
  });
  test("texts after the code have 4.5 to 1 or more", () => {
    for (const level of LEVELS) {
      const text = channels(color(`heatline.heat${level}Foreground`, theme));
      expect(contrast(text, fill(level, theme)), `level ${level}`).toBeGreaterThanOrEqual(4.5);
    }
  });
  test("levels differ in lightness, so they do not hang on hue", () => {
    const ramps = [
      LEVELS.map((level) => fill(level, theme)),
      ...["OverviewRuler"].map((part) => LEVELS.map((level) => channels(color(`heatline.heat${level}${part}`, theme)))),
    ];
    const background = channels(THEMES[theme].background);
    for (const ramp of ramps) {
      const steps = ramp.map((rgb) => contrast(rgb, background));
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect(new Set(steps.map((step) => step.toFixed(2))).size).toBe(LEVELS.length);
    }
  });
});

test("high contrast draws borders and no fills", () => {
  for (const theme of ["highContrast", "highContrastLight"]) {
    const background = theme === "highContrast" ? [0, 0, 0] : [255, 255, 255];
    for (const level of LEVELS) {
      expect(color(`heatline.heat${level}Background`, theme)).toBe("#00000000");
      expect(contrast(channels(color(`heatline.heat${level}Border`, theme)), background)).toBeGreaterThanOrEqual(4.5);
    }
  }
});
