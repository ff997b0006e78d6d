import { visibleText } from "./hover/visible-text.ts";
import type { Unit } from "./profile/model.ts";
import type { HotSpot, Measure } from "./protocol/server.ts";
import { formatShare, formatValue } from "./units.ts";

/** How a hot spot is written in a list; all three are plain text. */
export interface HotSpotText {
  readonly label: string;
  /** `12.4 % · 340 ms · parser.py:12`. */
  readonly description: string;
  /** In words, for a screen reader. */
  readonly spoken: string;
}

export function hotSpotText(spot: HotSpot, unit: Unit, measure: Measure): HotSpotText {
  const share = formatShare(measure === "self" ? spot.selfShare : spot.totalShare);
  const value = formatValue(spot[measure], unit);
  const label = visibleText(spot.name);
  const place = placeText(spot);
  return {
    label,
    description: [share, value, place].filter((part) => part !== "").join(" · "),
    spoken: [label, `${share} ${measure}`, value, place === "" ? "" : `in ${place}`].filter(Boolean).join(", "),
  };
}

/** `parser.py:12`; '' for what has no file. */
function placeText({ file, location }: HotSpot): string {
  const name = file.split(/[\\/]/).at(-1) ?? "";
  if (name === "" || file === "~") return "";
  return visibleText(location.line > 0 ? `${name}:${location.line}` : name);
}
