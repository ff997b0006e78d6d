import { parseJson } from "./json.ts";
import { closingBrackets } from "./json-brackets.ts";
import { FormatError } from "./source.ts";

/**
 * The JSON value that a page holds behind `mark`, e.g. `const packed_data = `. Ends where its brackets close, so that it
 * does not matter what follows, nor what its strings say. Throws `FormatError` where there is none or it is cut off.
 */
export function embeddedJson(text: string, mark: string, what: string): unknown {
  const at = text.indexOf(mark);
  if (at < 0) throw new FormatError(`${what} holds no profile: "${mark.trim()}" is missing.`, 0);
  const start = at + mark.length;
  return parseJson(text.slice(start, endOfValue(text, start)), what, start);
}

function endOfValue(text: string, start: number): number {
  for (const { end, depth } of closingBrackets(text, start)) if (depth <= 0) return end;
  return text.length;
}
