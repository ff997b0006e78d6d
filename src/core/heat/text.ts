import type { FileHeat, LineHeat, Measure } from "../protocol/server.ts";
import { formatCount, formatShare, formatValue } from "../units.ts";

/** How much a line says after its code: the setting `heatline.heat.text`. */
export type HeatTextStyle = "full" | "share" | "off";

/** Said instead of figures on a line whose text is not what ran. */
export const CHANGED_TEXT = "changed since the run";

/**
 * What stands after the code of a line: `12.4 % · 340 ms · 10,240 calls`. Estimated figures carry a `~`; calls are
 * given only where they are known; a changed line has no figures. '' where the line says nothing.
 */
export function heatText(line: LineHeat, weight: FileHeat["weight"], measure: Measure, style: HeatTextStyle): string {
  if (style === "off") return "";
  if (line.changed) return CHANGED_TEXT;
  const about = line.certainty === "estimated" ? "~" : "";
  const share = `${about}${formatShare(line.share)}`;
  if (style === "share") return share;
  return [share, `${about}${formatValue(line[measure], weight.unit)}`, callsText(line, weight)]
    .filter((part) => part !== "")
    .join(" · ");
}

/** '' where calls are unknown, or are the weight itself and therefore already said. */
function callsText({ calls, callsCertainty }: LineHeat, weight: FileHeat["weight"]): string {
  if (calls === null || weight.unit === "calls") return "";
  const count = `${formatCount(calls)} ${Math.round(calls) === 1 ? "call" : "calls"}`;
  return callsCertainty === "estimated" ? `~${count}` : count;
}
