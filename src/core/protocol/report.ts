import * as z from "zod/mini";
import { UNITS } from "../profile/model.ts";

/**
 * What an HTML report carries, as blocks of gzip in base64 in the document: `report-data`, a JSON value of this shape, and
 * `flamegraph-<index>`, a packed flamegraph (core/profile/pack.ts) for the weight with that index.
 */

export const REPORT_BLOCK = "report-data";

export function flamegraphBlock(weightIndex: number): string {
  return `flamegraph-${weightIndex}`;
}

const lineSchema = z.object({
  /** 1-based. */
  line: z.number(),
  /** '' where it is not known, or not there any more. */
  text: z.string(),
  self: z.number(),
  total: z.number(),
  /** One of the hottest lines, and not only beside one. */
  hot: z.boolean(),
});
export type ReportLine = z.infer<typeof lineSchema>;

/** Lines of one file that stand together, hot ones with some around them. */
const placeSchema = z.object({
  /** As recorded; '' for what has no file. */
  file: z.string(),
  /** Functions of the hot lines. */
  functions: z.array(z.string()),
  lines: z.array(lineSchema),
  /** Why the text of the lines is not shown, as a sentence; '' where it is. */
  missing: z.string(),
});
export type ReportPlace = z.infer<typeof placeSchema>;

const weightSchema = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.enum(UNITS),
  /** e.g. `2,412 samples`, `exact`. */
  certainty: z.string(),
  total: z.number(),
  /** There is a flamegraph block for it. */
  drawn: z.boolean(),
  /** Of the hottest lines by self value, hottest first. */
  places: z.array(placeSchema),
});
export type ReportWeight = z.infer<typeof weightSchema>;

export const reportSchema = z.object({
  schema: z.literal(1),
  title: z.string(),
  subtitle: z.string(),
  warnings: z.array(z.string()),
  /** The profiles are call graphs: their numbers belong to functions, and stand on `def` lines. */
  ofFunctions: z.boolean(),
  weights: z.array(weightSchema),
  /** All that is known of how the profile was made. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
});
export type Report = z.infer<typeof reportSchema>;
