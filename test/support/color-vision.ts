type Triple = readonly [number, number, number];

/**
 * What people with a missing kind of cones see: matrices over linear RGB, of severity 1.0, from Machado, Oliveira and
 * Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), table 1.
 */
export const VISIONS = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, readonly Triple[]>;
export type Vision = keyof typeof VISIONS;

/** How different two sRGB colours (0..255) look: CIEDE2000; about 2 can just be seen side by side. */
export function difference(a: Triple, b: Triple, vision: Vision): number {
  return ciede2000(labOf(seen(a, vision)), labOf(seen(b, vision)));
}

/** Linear, 0..1. */
function seen(color: Triple, vision: Vision): Triple {
  const linear = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
  return VISIONS[vision].map((row) => Math.min(1, Math.max(0, dot(row, linear)))) as unknown as Triple;
}

/** CIE 1976 L*a*b* under D65. */
function labOf(linear: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (t * 841) / 108 + 4 / 29);
  const x = f(dot([0.4124564, 0.3575761, 0.1804375], linear) / 0.95047);
  const y = f(dot([0.2126729, 0.7151522, 0.072175], linear));
  const z = f(dot([0.0193339, 0.119192, 0.9503041], linear) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula" (2005); test data in its table 1. */
export function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)));
  const polar = (a: number, b: number) => {
    const angle = (Math.atan2(b, a * (1 + g)) * 180) / Math.PI;
    return { chroma: Math.hypot(a * (1 + g), b), hue: (angle + 360) % 360 };
  };
  const [one, two] = [polar(a1, b1), polar(a2, b2)];
  const isGrey = one.chroma * two.chroma === 0;
  const turn = two.hue - one.hue;
  const deltaHue = isGrey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  const sum = one.hue + two.hue;
  const hue = isGrey ? sum : Math.abs(turn) <= 180 ? sum / 2 : (sum < 360 ? sum + 360 : sum - 360) / 2;
  const lightness = (l1 + l2) / 2 - 50;
  const chroma = (one.chroma + two.chroma) / 2;
  const t =
    1 -
    0.17 * Math.cos(radians(hue - 30)) +
    0.24 * Math.cos(radians(2 * hue)) +
    0.32 * Math.cos(radians(3 * hue + 6)) -
    0.2 * Math.cos(radians(4 * hue - 63));
  const scaledL = (l2 - l1) / (1 + (0.015 * lightness ** 2) / Math.sqrt(20 + lightness ** 2));
  const scaledC = (two.chroma - one.chroma) / (1 + 0.045 * chroma);
  const scaledH = (2 * Math.sqrt(one.chroma * two.chroma) * Math.sin(radians(deltaHue / 2))) / (1 + 0.015 * chroma * t);
  const rotation =
    -2 *
    Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)) *
    Math.sin(radians(60 * Math.exp(-(((hue - 275) / 25) ** 2))));
  return Math.sqrt(scaledL ** 2 + scaledC ** 2 + scaledH ** 2 + rotation * scaledC * scaledH);
}
