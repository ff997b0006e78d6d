/** A bracket of JSON text that closes: one past it, and how many stay open. */
export interface ClosingBracket {
  readonly end: number;
  readonly depth: number;
}

/** The brackets that close from `start` on, what strings say left out. Nothing else of the text is looked at. */
export function* closingBrackets(text: string, start: number): Generator<ClosingBracket> {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfJsonString(text, at);
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      yield { end: at + 1, depth };
    }
  }
}

/** Index of the closing quote of the JSON string that opens at `quote`; past the text where it does not close. */
function endOfJsonString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
