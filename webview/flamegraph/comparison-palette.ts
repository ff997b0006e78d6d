import { mix, type Rgb } from "../shared/color.ts";

export interface SlotColors {
  readonly fill: Rgb;
  readonly stripe: Rgb;
  /** Pixels from stripe to stripe; 0: none. */
  readonly period: number;
}

/**
 * Orange for more, blue for less (Okabe and Ito, 2008): told apart with every colour vision deficiency. What is new or gone is
 * striped as well; in front of each name stands what became of it.
 */
const MORE: Rgb = [230, 159, 0];
const NEW: Rgb = [213, 94, 0];
const LESS: Rgb = [86, 180, 233];
const GONE: Rgb = [0, 114, 178];

/** In the order of the slots: grown and shrunk in three strengths, new, gone, no clear change. */
export function softChanges(background: Rgb, foreground: Rgb): SlotColors[] {
  const plain = (fill: Rgb): SlotColors => ({ fill, stripe: fill, period: 0 });
  const strengths = (hue: Rgb) => [0.62, 0.36, 0.08].map((amount) => plain(mix(hue, background, amount)));
  const striped = (hue: Rgb) => ({ fill: mix(hue, background, 0.1), stripe: mix(hue, foreground, 0.45), period: 7 });
  return [
    ...strengths(MORE),
    ...strengths(LESS),
    striped(NEW),
    striped(GONE),
    plain(mix(background, foreground, 0.16)),
  ];
}

/** More is filled, less is striped; what is new has stripes on its fill, what is gone has closer ones. What did not change shows the background. */
export function highContrastChanges(background: Rgb, foreground: Rgb): SlotColors[] {
  const filled = { fill: MORE, stripe: MORE, period: 0 };
  const striped = { fill: background, stripe: LESS, period: 8 };
  return [
    ...[filled, filled, filled],
    ...[striped, striped, striped],
    { fill: MORE, stripe: mix(MORE, background, 0.7), period: 7 },
    { fill: background, stripe: mix(background, foreground, 0.7), period: 4 },
    { fill: background, stripe: background, period: 0 },
  ];
}
