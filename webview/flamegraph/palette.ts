import { legible, mix, parseColor, type Rgb, toCss, toPixel } from "../shared/color.ts";
import { type ThemeKind, themeColor, themeKind, themeText } from "../shared/theme.ts";
import { SLOT, SLOT_COUNT } from "./coloring.ts";
import { highContrastChanges, type SlotColors, softChanges } from "./comparison-palette.ts";

/** How one slot looks. `stripe` is drawn over the fill every few pixels: a mark that needs no colour. */
export interface SlotStyle {
  readonly fill: string;
  readonly fillPixel: number;
  readonly stripePixel: number;
  readonly stripe: string;
  /** Pixels from stripe to stripe; 0: none. */
  readonly period: number;
  readonly text: string;
}

export interface Palette {
  readonly kind: ThemeKind;
  /** `SLOT_COUNT` styles, then the same dimmed (for what does not match a search). */
  readonly slots: readonly SlotStyle[];
  /** Edge of every box in high contrast, else null. */
  readonly border: string | null;
  readonly font: string;
  /** Of the page, as CSS. */
  readonly background: string;
  readonly foreground: string;
}

/**
 * After Okabe and Ito (2008), with more lightness between them, so that the fills stay apart with every common colour vision
 * deficiency once the background is mixed in: test/webview/flamegraph/color-vision.test.ts works it out.
 */
const OWN_HUES = ["#e89a0b", "#6cc3e7", "#0a9772", "#de4621", "#ba7299", "#ece24a", "#7886ee"];
const OTHER_OWN_HUE = "#c8aa83";
/** Libraries: little colour, told apart by lightness first. */
const LIBRARY_HUES = ["#81538a", "#82b56e", "#ad8eb4", "#40734c"];
/** Other libraries, the standard library, and native code: foreground in the background. */
const GREYS = [0.51, 0.4, 0.17] as const;

/**
 * Heat, hottest first: lightness falls steadily towards the background's, so that the order is seen without the hues; of
 * the last level only a grey is left.
 */
const HEAT_ON_DARK = ["#fde25a", "#f9a63a", "#e2703f", "#b04a63", "#753f74"];
const HEAT_ON_LIGHT = ["#6e0a38", "#ad1f40", "#dc5138", "#f4903f", "#fbca66"];

/** Reads the theme as it is now. */
export function readPalette(): Palette {
  const kind = themeKind();
  const light = kind === "light" || kind === "highContrastLight";
  const background = themeColor("--vscode-editor-background", light ? [255, 255, 255] : [31, 31, 31]);
  const foreground = themeColor("--vscode-editor-foreground", light ? [59, 59, 59] : [204, 204, 204]);
  const highContrast = kind === "highContrast" || kind === "highContrastLight";
  const colors = highContrast
    ? highContrastColors(background, foreground, light)
    : softColors(background, foreground, light);
  const bright = colors.map(({ fill, stripe, period }) => slotStyle(fill, stripe, period, foreground));
  const dimmed = colors.map(({ fill, stripe, period }) =>
    slotStyle(mix(fill, background, 0.78), mix(stripe, background, 0.78), period, mix(foreground, background, 0.25)),
  );
  return {
    kind,
    slots: [...bright, ...dimmed],
    border: highContrast ? themeText("--vscode-contrastBorder", toCss(foreground)) : null,
    font: themeText("--vscode-editor-font-family", "ui-monospace, monospace"),
    background: toCss(background),
    foreground: toCss(foreground),
  };
}

function softColors(background: Rgb, foreground: Rgb, light: boolean): SlotColors[] {
  const own = [...OWN_HUES, OTHER_OWN_HUE].map((hue) => mix(rgb(hue), background, light ? 0.08 : 0.14));
  const library = LIBRARY_HUES.map((hue) => mix(rgb(hue), background, light ? 0.4 : 0.42));
  const grey = (amount: number) => mix(background, foreground, amount);
  const heat = [...(light ? HEAT_ON_LIGHT : HEAT_ON_DARK).map(rgb), grey(light ? 0.09 : 0.16)];
  const [otherLibrary, stdlib, native] = GREYS.map(grey) as [Rgb, Rgb, Rgb];
  const fills = [...own, ...library, otherLibrary, stdlib, native, native, native, ...heat];
  const usual = fills.map((fill, slot) => ({
    fill,
    stripe: mix(fill, foreground, 0.22),
    period: slot === SLOT.merged ? 3 : slot === SLOT.generated ? 6 : 0,
  }));
  return [...usual, ...softChanges(background, foreground)];
}

/** Own code is filled; everything else shows the background, told apart by the distance of its stripes. */
function highContrastColors(background: Rgb, foreground: Rgb, light: boolean): SlotColors[] {
  const filled = (hue: string) => ({ fill: rgb(hue), stripe: rgb(hue), period: 0 });
  const own = [...OWN_HUES, OTHER_OWN_HUE].map(filled);
  const striped = (period: number, strength: number) => ({
    fill: background,
    stripe: mix(background, foreground, strength),
    period,
  });
  const libraries = [10, 12, 14, 16, 18].map((period) => striped(period, 0.34));
  const others = [striped(0, 0), striped(6, 0.3), striped(5, 0.3), striped(3, 0.4)];
  const heat = [
    ...(light ? HEAT_ON_LIGHT : HEAT_ON_DARK).slice(0, 3).map(filled),
    striped(5, 0.4),
    striped(10, 0.34),
    striped(0, 0),
  ];
  return [...own, ...libraries, ...others, ...heat, ...highContrastChanges(background, foreground)];
}

function slotStyle(fill: Rgb, stripe: Rgb, period: number, text: Rgb): SlotStyle {
  return {
    fill: toCss(fill),
    fillPixel: toPixel(fill),
    stripe: toCss(stripe),
    stripePixel: toPixel(stripe),
    period,
    text: toCss(legible(fill, text)),
  };
}

function rgb(hex: string): Rgb {
  return parseColor(hex) ?? [128, 128, 128];
}

/** The style of a slot; `dim` for what does not stand out. */
export function styleOf(palette: Palette, slot: number, dim: boolean): SlotStyle {
  return palette.slots[slot + (dim ? SLOT_COUNT : 0)] ?? FALLBACK;
}

const FALLBACK: SlotStyle = slotStyle([128, 128, 128], [128, 128, 128], 0, [0, 0, 0]);

/** A small square in a slot's look, set through the CSSOM: the page's CSP allows no inline styles. */
export function swatch(palette: Palette, slot: number, dim = false): HTMLElement {
  const square = document.createElement("span");
  square.className = "swatch";
  square.setAttribute("aria-hidden", "true");
  paintSwatch(square, styleOf(palette, slot, dim));
  return square;
}

export function paintSwatch(square: HTMLElement, { fill, stripe, period }: SlotStyle): void {
  square.style.background = period
    ? `repeating-linear-gradient(90deg, ${stripe} 0 1px, ${fill} 1px ${Math.min(period, 6)}px)`
    : fill;
}
