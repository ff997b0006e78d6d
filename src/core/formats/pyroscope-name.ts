import { lineOr0 } from "./json.ts";

/**
 * Pyroscope's server knows functions by name only, and its Python agents put the place into it: `lib/app.py:12 - work`,
 * with -1 for a line that is not known. Null for any other name.
 */
export function splitPyroscopeName(name: string): { file: string; line: number; name: string } | null {
  const dash = name.indexOf(" - ");
  const colon = name.lastIndexOf(":", dash);
  if (dash < 0 || colon < 1) return null;
  const line = name.slice(colon + 1, dash);
  if (!/^-?\d{1,9}$/.test(line)) return null;
  return { file: name.slice(0, colon), line: lineOr0(Number(line)), name: name.slice(dash + " - ".length) };
}
