import { lineOr0 } from "./json.ts";

/**
 * Pyroscope's server knows functions by name only, and its Python agents put the place into it: `lib/app.py:12 - work`,
 * with -1 for a line that is not known, or `lib/app.py - work` where the agent leaves lines out. Null for any other name:
 * names of other languages have dashes too, so a place has a line or looks like a file.
 */
export function splitPyroscopeName(name: string): { file: string; line: number; name: string } | null {
  const [, placed, line, called] = /^(.+?):(-?\d{1,9}) - (.*)$/s.exec(name) ?? [];
  if (placed !== undefined && called !== undefined) return { file: placed, line: lineOr0(Number(line)), name: called };
  const dash = name.lastIndexOf(" - ");
  const file = name.slice(0, Math.max(0, dash));
  if (!/^<.*>$|\.\w+$/s.test(file)) return null;
  return { file, line: 0, name: name.slice(dash + " - ".length) };
}
