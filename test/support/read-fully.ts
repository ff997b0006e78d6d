import { parseProfile } from "../../src/core/formats/registry.ts";
import { buildFlamegraph } from "../../src/core/profile/flamegraph.ts";
import { treeLineHeat } from "../../src/core/profile/line-heat.ts";
import { sourceOf } from "./fixtures.ts";

/**
 * Reads any bytes as a profile, and works with what they give. @returns what is wrong with that, undefined: nothing.
 * A refusal is one line for people; it never shows an engine's own words.
 */
export function readFully(bytes: Uint8Array): string | undefined {
  const outcome = parseProfile(sourceOf(bytes));
  if (!outcome.ok) {
    const { message } = outcome;
    const isOneLine = /^[^\n\r]+$/.test(message) && !/RangeError|TypeError|ReferenceError|undefined/.test(message);
    return isOneLine ? undefined : message;
  }
  for (const profile of outcome.profiles) {
    if (profile.kind === "tree") treeLineHeat(profile, 0);
    const weight = profile.weights[0]?.id ?? "wall";
    buildFlamegraph([profile], weight, (file) => ({ path: null, origin: "own", package: file }), true);
  }
  return undefined;
}
