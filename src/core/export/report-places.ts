import type { ProfileRow } from "../profile/profile-rows.ts";
import type { ReportLine, ReportPlace } from "../protocol/report.ts";

/** The text of a source file as it was when it was measured, or a sentence why it cannot be shown. */
export type SourceText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

const HOTTEST = 20;
const LINES_AROUND = 3;
/** Of the whole: what is below is not hot, however few lines there are. */
const LEAST_SHARE = 0.005;

/**
 * The hottest lines by self value with their source: neighbours stand together, the hottest place comes first.
 * `total` is the whole of the weight that the rows are of.
 */
export function hottestPlaces(
  rows: readonly ProfileRow[],
  total: number,
  sourceOf: (file: string) => SourceText,
): ReportPlace[] {
  const hottest = rows
    .filter(({ self, file, line }) => self > 0 && self >= total * LEAST_SHARE && file !== "" && line > 0)
    .toSorted((a, b) => b.self - a.self || b.total - a.total)
    .slice(0, HOTTEST);
  return groupsOf(hottest).map((group) => placeOf(group, rows, sourceOf));
}

/** Lines of one file whose surroundings touch. Groups are in the order of their hottest lines. */
function groupsOf(hottest: readonly ProfileRow[]): ProfileRow[][] {
  const groups: ProfileRow[][] = [];
  for (const row of hottest.toSorted((a, b) => a.line - b.line)) {
    const near = groups.find(([first, ...rest]) => {
      const last = rest.at(-1) ?? first;
      return first?.file === row.file && row.line - (last?.line ?? 0) <= 2 * LINES_AROUND + 1;
    });
    if (near === undefined) groups.push([row]);
    else near.push(row);
  }
  const rank = (group: readonly ProfileRow[]) => Math.min(...group.map((row) => hottest.indexOf(row)));
  return groups.toSorted((a, b) => rank(a) - rank(b));
}

function placeOf(
  group: readonly ProfileRow[],
  rows: readonly ProfileRow[],
  sourceOf: (file: string) => SourceText,
): ReportPlace {
  const [first] = group;
  const file = first?.file ?? "";
  const functions = [...new Set(group.map((row) => row.function))].filter((name) => name !== "");
  const source = sourceOf(file);
  const texts = source.ok ? source.text.split(/\r\n|[\r\n]/) : [];
  const lastHot = group.at(-1)?.line ?? 0;
  if (!source.ok || lastHot > texts.length) {
    const missing = source.ok ? "The file has fewer lines than were measured: it is not the one that ran." : source.why;
    return { file, functions, lines: group.map((row) => lineOf(row, "", true)), missing };
  }
  const known = new Map(rows.filter((row) => row.file === file).map((row) => [row.line, row]));
  const hot = new Set(group.map(({ line }) => line));
  const from = Math.max(1, (first?.line ?? 1) - LINES_AROUND);
  const to = Math.min(texts.length, lastHot + LINES_AROUND);
  const lines = Array.from({ length: to - from + 1 }, (_, index) => {
    const line = from + index;
    return lineOf(known.get(line) ?? { line, self: 0, total: 0 }, texts[line - 1] ?? "", hot.has(line));
  });
  return { file, functions, lines: withoutBlankEnds(lines), missing: "" };
}

function withoutBlankEnds(lines: readonly ReportLine[]): ReportLine[] {
  const says = ({ hot, text }: ReportLine) => hot || text.trim() !== "";
  return lines.slice(lines.findIndex(says), lines.findLastIndex(says) + 1);
}

function lineOf(
  { line, self, total }: Pick<ProfileRow, "line" | "self" | "total">,
  text: string,
  hot: boolean,
): ReportLine {
  return { line, text, self, total, hot };
}
