import { parseArgs } from "node:util";
import { SCALES, type Scale } from "../core/profile/comparison.ts";
import { topOf } from "./table-arguments.ts";
import { orUsageError, UsageError } from "./usage-error.ts";

/** What `heatline compare` is told. */
export interface CompareArguments {
  readonly before: string;
  readonly after: string;
  readonly measure: "self" | "total";
  /** Id of a weight; null: the first that both have. */
  readonly weight: string | null;
  /** null: what is usual for the weight. */
  readonly scale: Scale | null;
  readonly top: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function parseCompareArguments(argv: readonly string[]): CompareArguments {
  const { values, positionals } = parse(argv);
  const [before, after, more] = positionals;
  if (before === undefined || after === undefined || more !== undefined)
    throw new UsageError("heatline compare needs two run directories or profiles: the one before, then the one after");
  if (values.self && values.total) throw new UsageError("--self and --total exclude each other");
  if (values.absolute && values.shares) throw new UsageError("--absolute and --shares exclude each other");
  return {
    ...{ before, after, weight: values.weight ?? null, json: values.json },
    measure: values.total ? "total" : "self",
    scale: SCALES.find((scale) => values[scale]) ?? null,
    top: topOf(values.top, values.json),
  };
}

function parse(argv: readonly string[]) {
  return orUsageError(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        top: { type: "string" },
        weight: { type: "string" },
        self: { type: "boolean" },
        total: { type: "boolean" },
        absolute: { type: "boolean" },
        shares: { type: "boolean" },
        json: { type: "boolean", default: false },
      },
    }),
  );
}
