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

const sideSchema = z.object({ self: z.number(), total: z.number(), calls: z.nullable(z.number()) });

/** `heatline compare --json`: functions by the size of the change of `self` or `total`, whichever was asked for. */
export const compareOutputSchema = z.object({
  schema: z.literal(CLI_SCHEMA_VERSION),
  weight: z.object({ id: z.string(), unit: z.enum(UNITS) }),
  measure: z.enum(["self", "total"]),
  /** `absolute`: values as measured are compared; `shares`: what each value is of its side's `total`. */
  scale: z.enum(["absolute", "shares"]),
  /** The whole of the weight on each side, in its unit. */
  before: z.object({ source: z.string(), total: z.number(), certainty: certaintySchema }),
  after: z.object({ source: z.string(), total: z.number(), certainty: certaintySchema }),
  functions: z.array(
    z.object({
      /** As recorded after; before where the function is gone. */
      file: z.string(),
      line: z.number(),
      function: z.string(),
      /** What became of the measure; `same` where the difference is within what sampling, or another run, gives. */
      change: z.enum(["grown", "shrunk", "new", "gone", "same"]),
      /** As measured; null on the side that does not have the function. */
      before: z.nullable(sideSchema),
      after: z.nullable(sideSchema),
      /** After less before, of the measure: in the weight's unit, or in shares (0..1). */
      difference: z.number(),
    }),
  ),
});
export type CompareOutput = z.infer<typeof compareOutputSchema>;

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

/** `heatline doctor --json`: what works here. A `problem` is a sentence, a `remedy` what to do about it. */
export const doctorOutputSchema = z.object({
  schema: z.literal(CLI_SCHEMA_VERSION),
  /** Lines can be measured: the exit code is 0. */
  ok: z.boolean(),
  machine: z.object({
    /** As Node names them: `linux`, `x64`. */
    platform: z.string(),
    arch: z.string(),
    node: z.string(),
    /** /proc/sys/kernel/yama/ptrace_scope; null where there is no Yama. */
    yamaScope: z.nullable(z.number()),
    inContainer: z.boolean(),
  }),
  /** In the order in which they are tried; the first that works is chosen. */
  interpreters: z.array(
    z.object({
      path: z.string(),
      /** Where the path came from. */
      why: z.string(),
      chosen: z.boolean(),
      version: z.nullable(z.string()),
      implementation: z.nullable(z.string()),
      problem: z.nullable(z.string()),
      remedy: z.nullable(z.string()),
    }),
  ),
  /** The py-spy that would be used; `mayAttach` is null where it was not tried. */
  pySpy: z.object({
    path: z.nullable(z.string()),
    version: z.nullable(z.string()),
    mayAttach: z.nullable(z.boolean()),
  }),
  /** For the chosen interpreter; none without one. */
  profilers: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      works: z.boolean(),
      version: z.nullable(z.string()),
      problem: z.nullable(z.string()),
      remedy: z.nullable(z.string()),
    }),
  ),
});
export type DoctorOutput = z.infer<typeof doctorOutputSchema>;
