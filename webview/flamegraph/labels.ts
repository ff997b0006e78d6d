/** Fits names into widths of one font. */
export interface LabelFitter {
  readonly font: string;
  /** The name, shortened with an ellipsis to a width in pixels; empty where not even two letters fit. */
  readonly fit: (name: string, width: number) => string;
}

/** Everything that editor fonts draw one column wide; other text has to be measured. */
const PLAIN = /^[\x20-\x7e]*$/;
const LONGEST = 300;

export function createLabelFitter(context: CanvasRenderingContext2D, font: string): LabelFitter {
  context.font = font;
  const column = context.measureText("m").width || 1;
  const monospaced = Math.abs(column - context.measureText("i").width) < 0.01;
  const measure = (text: string) =>
    monospaced && PLAIN.test(text) ? text.length * column : context.measureText(text).width;
  return { font, fit: (name, width) => fitText(drawable(name), width, measure) };
}

/**
 * `measure` gives a text's width. Texts are cut between user-perceived characters, and anything that is not plain
 * ASCII is isolated (U+2068, U+2069), so that a right-to-left name cannot reorder what stands around it.
 */
export function fitText(name: string, width: number, measure: (text: string) => number): string {
  const plain = PLAIN.test(name);
  if (measure(name) <= width) return plain ? name : isolate(name);
  const parts = plain ? name : [...graphemes(name)];
  let low = 0;
  let high = parts.length;
  const cut = (length: number) =>
    `${typeof parts === "string" ? parts.slice(0, length) : parts.slice(0, length).join("")}…`;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(cut(middle)) <= width) low = middle;
    else high = middle - 1;
  }
  if (low < 2) return "";
  return plain ? cut(low) : isolate(cut(low));
}

function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}

/** Control characters have no picture; a very long name is never shown whole. */
function drawable(name: string): string {
  const short = name.length > LONGEST ? name.slice(0, LONGEST) : name;
  return PLAIN.test(short) ? short : short.replace(/\p{Cc}/gu, "\u2423");
}

function* graphemes(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter().segment(text)) yield segment;
}
