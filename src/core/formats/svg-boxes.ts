/** The boxes of a flamegraph that was drawn as SVG, as they stand in the file. */
export interface SvgBox {
  readonly label: string;
  readonly y: number;
  /** From the left, in samples where the file tells that (inferno's `fg:x`, `fg:w`), else in pixels. */
  readonly start: number;
  readonly width: number;
  readonly count: number;
  /** What is counted: `samples`, `ms`, ... */
  readonly countName: string;
}

/** `name (1,234 samples, 5.67%)`; a difference adds `; +1.23%`. */
const TITLE = /^(.*) \(([\d,]{1,30}(?:\.\d+)?) ([^,()]{0,60}), [\d.]{1,20}%[^()]{0,40}\)$/s;

/** Reads every `<title>` that a `<rect>` follows. Gives how many had no numbers, too. */
export function readSvgBoxes(svg: string): { readonly boxes: SvgBox[]; readonly strange: number } {
  const boxes: SvgBox[] = [];
  let strange = 0;
  const nextRect = finderOf(svg, "<rect");
  const nextTitleEnd = finderOf(svg, "</title>");
  for (let at = svg.indexOf("<title>"); at >= 0; ) {
    const next = svg.indexOf("<title>", at + 7);
    const rect = nextRect(at);
    if (rect < 0) break;
    const titleEnd = nextTitleEnd(at);
    const rectEnd = svg.indexOf(">", rect);
    if (titleEnd > 0 && rect > titleEnd && rectEnd > 0 && (next < 0 || rect < next)) {
      const box = boxOf(unescaped(svg.slice(at + 7, titleEnd)), attributesOf(svg.slice(rect, rectEnd)));
      if (box === null) strange++;
      else boxes.push(box);
    }
    at = next;
  }
  return { boxes, strange };
}

/** Finds what comes next from places that only grow, without looking at any part of the text twice. */
function finderOf(text: string, what: string): (from: number) => number {
  let found = -2;
  return (from) => {
    if (found !== -1 && found < from) found = text.indexOf(what, from);
    return found;
  };
}

function boxOf(title: string, attributes: ReadonlyMap<string, string>): SvgBox | null {
  const match = TITLE.exec(title);
  if (match === null) return null;
  const [, label = "", count = "", countName = ""] = match;
  const number = (name: string): number => Number(attributes.get(name) ?? Number.NaN);
  const isExact = attributes.has("fg:x") && attributes.has("fg:w");
  const box = {
    label,
    countName,
    y: number("y"),
    start: number(isExact ? "fg:x" : "x"),
    width: number(isExact ? "fg:w" : "width"),
    count: isExact ? number("fg:w") : Number(count.replaceAll(",", "")),
  };
  const isWhole = [box.y, box.start, box.width, box.count].every((value) => Number.isFinite(value) && value >= 0);
  return isWhole ? box : null;
}

function attributesOf(element: string): ReadonlyMap<string, string> {
  return new Map(
    [...element.matchAll(/([\w:-]{1,40})="([^"]{0,400})"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const NAMED = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,5}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
