/** Red, green, blue, 0..255. */
export type Rgb = readonly [number, number, number];

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb(...)` and `rgba(...)`: the forms VS Code writes. Alpha is dropped. */
export function parseColor(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex) {
    const digits = hex.length < 6 ? [...hex.slice(0, 3)].map((digit) => digit + digit).join("") : hex;
    const value = Number.parseInt(digits.slice(0, 6), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const numbers = /^rgba?\(([^)]+)\)$/i
    .exec(text.trim())?.[1]
    ?.match(/[\d.]+/g)
    ?.map(Number);
  if (!numbers || numbers.length < 3) return null;
  return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
}

/** `amount` of `b` in `a`, 0..1. */
export function mix(a: Rgb, b: Rgb, amount: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(a[index] + (b[index] - a[index]) * amount);
  return [part(0), part(1), part(2)];
}

export function toCss([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** As `ImageData` holds it on every machine that runs VS Code (little-endian): opaque. */
export function toPixel([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** WCAG 2 contrast ratio, 1..21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** The first of the wished colours that is legible (4.5:1) on a background, else black or white. */
export function legible(background: Rgb, ...wished: readonly Rgb[]): Rgb {
  const found = wished.find((color) => contrast(color, background) >= 4.5);
  if (found) return found;
  return luminance(background) > 0.179 ? [0, 0, 0] : [255, 255, 255];
}
