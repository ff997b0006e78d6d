import { parseJson } from "./json.ts";
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
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfJsonString(text, at);
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth <= 0) return at + 1;
    }
  }
  return text.length;
}

/** Index of the closing quote of the JSON string that opens at `quote`; past the text where it does not close. */
export function endOfJsonString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
