import * as z from "zod/mini";
import { UNITS } from "../profile/model.ts";

/** What the command line writes with `--json`. `schema` changes when a field changes its meaning or goes away. */
export const CLI_SCHEMA_VERSION = 1;

const certaintySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("exact") }),
  z.object({ kind: z.literal("sampled"), samples: z.number() }),
  z.object({ kind: z.literal("estimated"), because: z.string() }),
]);

const weightSchema = z.object({ id: z.string(), unit: z.enum(UNITS), certainty: certaintySchema });

const tableSchema = z.object({
  schema: z.literal(CLI_SCHEMA_VERSION),
  weight: weightSchema,
  /** The whole of the weight over all profiles read, in its unit. */
  total: z.number(),
});

const rowSchema = z.object({
  /** As recorded; '' for what has no file. */
  file: z.string(),
  /** 1-based; 0 unknown. */
  line: z.number(),
  function: z.string(),
  self: z.number(),
  total: z.number(),
});

/** `heatline lines --json`: rows by falling `self` or `total`, whichever was asked for. */
export const linesOutputSchema = z.extend(tableSchema, { lines: z.array(rowSchema) });
export type LinesOutput = z.infer<typeof linesOutputSchema>;

/** `heatline functions --json`: the same; `calls` is null where the profile does not count them. */
export const functionsOutputSchema = z.extend(tableSchema, {
  functions: z.array(z.extend(rowSchema, { calls: z.nullable(z.number()) })),
});
export type FunctionsOutput = z.infer<typeof functionsOutputSchema>;

/** `heatline info --json`: one entry for each profile in the files. */
export const infoOutputSchema = z.object({
  schema: z.literal(CLI_SCHEMA_VERSION),
  profiles: z.array(
    z.object({
      /** The file it was read from. */
      file: z.string(),
      format: z.string(),
      producer: z.string(),
      pid: z.nullable(z.number()),
      /** A call tree of samples or spans, or a graph of callers and callees. */
      kind: z.enum(["tree", "graph"]),
      weights: z.array(z.extend(weightSchema, { label: z.string(), total: z.number() })),
      threads: z.array(z.object({ id: z.string(), name: z.string() })),
      counts: z.object({ files: z.number(), functions: z.number(), stacks: z.number(), spans: z.number() }),
      warnings: z.array(z.string()),
    }),
  ),
});
export type InfoOutput = z.infer<typeof infoOutputSchema>;
