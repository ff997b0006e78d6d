/** One condition on a frame. */
export type SearchTerm = TextTerm | LineTerm;

interface TextTerm {
  /** `any`: function, file name or package. `file` is the whole path. */
  readonly field: "any" | "file" | "function" | "package";
  readonly excluded: boolean;
  readonly matches: (text: string) => boolean;
}
interface LineTerm {
  readonly field: "line";
  readonly excluded: boolean;
  /** Of the source, both included. */
  readonly first: number;
  readonly last: number;
}

/** Text beyond this is not searched by expressions: names are untrusted, and some expressions take quadratic time. */
const EXPRESSION_LENGTH = 400;

const START = /(-?)(?:(file|function|package|line):)?/iy;
/** From slash to slash; the slash that ends it is followed by flags and a blank, so that paths are no expressions. */
const EXPRESSION = /\/((?:\\.|[^\\])+?)\/([dgimsuvy]*)(?=\s|$)/suy;
const PHRASE = /"([^"]*)(?:"|$)/y;
const WORD = /\S+/y;

/** The terms of a search, none for blanks, or a sentence about what cannot be understood. */
export function termsOf(typed: string): readonly SearchTerm[] | string {
  const terms: SearchTerm[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(typed);
    if (found) at += found[0].length;
    return found;
  };
  for (skipBlanks(); at < typed.length; skipBlanks()) {
    const from = at;
    const [, minus = "", name] = take(START) ?? [];
    // A field without a value is being typed; a lone minus is text.
    const isUnfinished = name !== undefined && (at >= typed.length || /\s/.test(typed[at] ?? ""));
    if (isUnfinished) continue;
    if (at >= typed.length || /\s/.test(typed[at] ?? "")) at = from;
    const term = valueTerm((name?.toLowerCase() ?? "any") as SearchTerm["field"], at > from && minus !== "");
    if (typeof term === "string") return term;
    if (term !== null) terms.push(term);
  }
  return terms;

  function skipBlanks(): void {
    while (/\s/.test(typed[at] ?? "")) at++;
  }

  function valueTerm(field: SearchTerm["field"], excluded: boolean): SearchTerm | string | null {
    if (field === "line") return lineTerm(take(WORD)?.[0] ?? "", excluded);
    const expression = take(EXPRESSION);
    if (expression) {
      const matches = expressionMatcher(expression[1] ?? "", expression[2] ?? "");
      return typeof matches === "string" ? matches : { field, excluded, matches };
    }
    const text = take(PHRASE)?.[1] ?? take(WORD)?.[0] ?? "";
    return text === "" ? null : { field, excluded, matches: textMatcher(text, field === "file") };
  }
}

function lineTerm(text: string, excluded: boolean): LineTerm | string {
  const [, from = "", to] = /^(\d+)(?:-(\d*))?$/.exec(text) ?? [];
  if (from === "") return "line: takes a number, as in line:12, or two, as in line:10-20.";
  // While the second number is being typed the first counts alone.
  const [one, other] = [Number(from), Number(to || from)];
  return { field: "line", excluded, first: Math.min(one, other), last: Math.max(one, other) };
}

/** Whatever its case; a path may be typed with slashes of either kind. */
function textMatcher(text: string, isPath: boolean): (candidate: string) => boolean {
  const folded = (candidate: string) =>
    isPath ? candidate.toLowerCase().replaceAll("\\", "/") : candidate.toLowerCase();
  const wanted = folded(text);
  return (candidate) => folded(candidate).includes(wanted);
}

function expressionMatcher(source: string, flags: string): ((candidate: string) => boolean) | string {
  try {
    // Sticky and global expressions remember where they stopped.
    const pattern = new RegExp(source, flags.replace(/[gy]/g, ""));
    return (candidate) => pattern.test(candidate.slice(0, EXPRESSION_LENGTH));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(": ").at(-1) ?? "") : "";
    return `Not a regular expression${reason === "" ? "." : `: ${reason.toLowerCase()}.`}`;
  }
}
