import type { FileHeat, LineHeat, Measure } from "../core/protocol/server.ts";
import { chooseWeight } from "./choose-weight.ts";
import { documentMap, type OpenDocument } from "./document-map.ts";
import type { LineNumbers, RunIndex } from "./evidence.ts";

/** A line with fewer samples has no heat: at 5 the relative error of a share is already about 45 %. */
const SAMPLE_FLOOR = 5;

export interface HeatOptions {
  readonly weight: string | null;
  readonly measure: Measure;
  /** 0..1 of the run's total. */
  readonly threshold: number;
}

/**
 * Heat of a document's lines as the document stands now; null where the run knows nothing of the file. A file whose
 * text at the run is not known and that was written since has no lines, but says `edited`: no heat beats wrong heat.
 */
export async function fileHeat(
  index: RunIndex,
  document: OpenDocument,
  { weight: weightId, measure, threshold }: HeatOptions,
): Promise<FileHeat | null> {
  const weight = chooseWeight(index, weightId);
  const mapped = weight === null ? null : await documentMap(index, document);
  if (weight === null || mapped === null) return null;
  const total = index.totals.get(weight.id) ?? 0;
  const heat = { weight: { ...weight }, total, live: index.live };
  if (mapped.map === null) return { ...heat, edited: true, lines: [] };

  const lines: LineHeat[] = [];
  for (const [then, numbers] of await index.linesOf(mapped.key, weight.id)) {
    const now = mapped.map.nowFromThen(then);
    const share = total > 0 ? numbers[measure] / total : 0;
    // A number that is not known (NaN) is no heat either.
    if (
      now === null ||
      !(share > 0) ||
      Number.isNaN(numbers.self + numbers.total) ||
      share < threshold ||
      isBelowFloor(numbers)
    )
      continue;
    const { self, total: lineTotal, samples, calls, callsCertainty, certainty, role } = numbers;
    lines.push({
      line: now.line,
      self,
      total: lineTotal,
      share,
      samples,
      calls,
      callsCertainty,
      certainty,
      role,
      changed: now.changed,
    });
  }
  return { ...heat, edited: mapped.map.edited, lines: lines.sort((a, b) => a.line - b.line) };
}

export function isBelowFloor({ samples }: Pick<LineNumbers, "samples">): boolean {
  return samples !== null && samples < SAMPLE_FLOOR;
}
