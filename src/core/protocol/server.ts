import * as z from "zod/mini";
import { lanesSchema, partSchema, selectionSchema, threadKeySchema } from "./lanes.ts";
import { recordingSchema } from "./recording.ts";
import { testMemorySchema } from "./tests.ts";
import { weightSchema } from "./weight.ts";

/**
 * What the language server answers beyond LSP. Each request is one constant: its method, the schema of its parameters
 * and the schema of its result. The server keeps the profiles; the editor gets numbers and boxes.
 */

/** A folder of another machine and where its files are on this one (core/profile/path-mapping.ts). */
const pathMappingSchema = z.object({ from: z.string(), to: z.string() });

/** The loaded run, or the opened profile, as the editor needs it to describe it. */
export const runViewSchema = z.object({
  /** The run directory or the profile file. */
  path: z.string(),
  recording: recordingSchema,
  /** Weights that line heat exists for, best first: `wall`, `cpu`, `samples`, `calls`. */
  weights: z.array(weightSchema),
  /** Total of each weight over the run, by weight id, in its unit. */
  totals: z.array(z.object({ weight: z.string(), total: z.number() })),
  /** Samples behind the time weight; 0 where nothing was sampled. */
  samples: z.number(),
  /** True while the numbers come from the live preview of a run that goes on. */
  live: z.boolean(),
  /** Sentences: too short to sample, threads mixed, parser warnings. */
  warnings: z.array(z.string()),
  /** The numbers are of this part of the recording; null: of all of it. */
  part: z._default(z.nullable(partSchema), null),
});
export type RunView = z.infer<typeof runViewSchema>;

export const MEASURES = ["self", "total"] as const;
export type Measure = (typeof MEASURES)[number];

/** Heat of one line of a file as the file stands now. */
export const lineHeatSchema = z.object({
  /** 1-based, in today's text. */
  line: z.number(),
  self: z.number(),
  total: z.number(),
  /** Of the run's total in the chosen weight and measure, 0..1. */
  share: z.number(),
  /** Samples behind `total`; null where the weight is not sampled. */
  samples: z.nullable(z.number()),
  /** Calls that were made from this line, or of the function this `def` line defines; null where unknown. */
  calls: z.nullable(z.number()),
  callsCertainty: z.nullable(z.enum(["exact", "estimated"])),
  /** `exact` and `estimated` for cProfile's times on call lines, `sampled` for samplers. */
  certainty: z.enum(["exact", "sampled", "estimated"]),
  /** `def` for a function's own totals, `call` for a call line, `line` for a sampled line. */
  role: z.enum(["line", "def", "call"]),
  /** The text of this line is not what was measured. */
  changed: z.boolean(),
});
export type LineHeat = z.infer<typeof lineHeatSchema>;

export const fileHeatSchema = z.object({
  weight: weightSchema,
  total: z.number(),
  /** The file differs from the one that ran. */
  edited: z.boolean(),
  live: z.boolean(),
  lines: z.array(lineHeatSchema),
});
export type FileHeat = z.infer<typeof fileHeatSchema>;

/** A line that keeps memory after each run of a test. */
export const memoryLineSchema = z.object({
  /** 1-based, in today's text. */
  line: z.number(),
  /** Of the test that keeps most through this line, the first of `tests`. */
  bytesPerRun: z.number(),
  blocksPerRun: z.number(),
  /** Ids of all tests that keep memory through it, most bytes first. */
  tests: z.array(z.string()),
  /** The text of this line is not what was measured. */
  changed: z.boolean(),
});
export type MemoryLine = z.infer<typeof memoryLineSchema>;

const locationSchema = z.object({
  /** Absolute path, or null where there is no file to open. */
  path: z.nullable(z.string()),
  line: z.number(),
});

export const hotSpotSchema = z.object({
  name: z.string(),
  location: locationSchema,
  /** As recorded: for display only. */
  file: z.string(),
  origin: z.enum(["own", "library", "stdlib", "native", "generated"]),
  self: z.number(),
  total: z.number(),
  selfShare: z.number(),
  totalShare: z.number(),
  calls: z.nullable(z.number()),
});
export type HotSpot = z.infer<typeof hotSpotSchema>;

function request<P extends z.ZodMiniType, R extends z.ZodMiniType>(method: string, params: P, result: R) {
  return { method, params, result } as const;
}

/** Where the files of a profile are looked for. */
export const placesSchema = z.object({
  /** Workspace folders: relative names are below one of them, or below the profile's own folder. */
  folders: z._default(z.array(z.string()), []),
  mappings: z._default(z.array(pathMappingSchema), []),
});
export type Places = z.infer<typeof placesSchema>;

/** One of several flamegraphs: that of an opened profile by its path, or of what is current. */
const whichSchema = z.nullable(z.string());

/** The line of a source that a frame stands at. */
export const frameSourceSchema = z.object({
  /** As the flamegraph names it. */
  file: z.string(),
  line: z.number(),
  /** As it was when it ran. */
  text: z.string(),
});
export type FrameSource = z.infer<typeof frameSourceSchema>;

/** Every request of the editor to the server. `null` results mean "no run is loaded" or "nothing known". */
export const serverRequests = {
  /**
   * Loads a run directory, or reads again what changed in it, and makes it the current run: whose heat is painted. The
   * path of a profile file makes that profile the current one.
   */
  loadRun: request("heatline/loadRun", z.object({ path: z.string(), places: z.optional(placesSchema) }), runViewSchema),
  unloadRun: request("heatline/unloadRun", z.object({}), z.null()),
  /**
   * Reads a profile file and keeps it beside the current run, for its own view. Tells `readProgress` of large files;
   * may be cancelled.
   */
  openProfile: request("heatline/openProfile", z.object({ path: z.string(), places: placesSchema }), runViewSchema),
  /** Forgets an opened profile, unless it is the current one. */
  closeProfile: request("heatline/closeProfile", z.object({ path: z.string() }), z.null()),
  /** Files of an opened profile that are not on this machine, and the mapping that would find most of them. */
  missingSources: request(
    "heatline/missingSources",
    z.object({ path: z.string(), places: placesSchema }),
    z.object({
      files: z.number(),
      proposal: z.nullable(z.object({ from: z.string(), to: z.string(), files: z.number() })),
    }),
  ),
  heat: request(
    "heatline/heat",
    z.object({
      uri: z.string(),
      weight: z.nullable(z.string()),
      measure: z.enum(MEASURES),
      /** Lines below this share are left out, 0..1. */
      threshold: z.number(),
    }),
    z.nullable(fileHeatSchema),
  ),
  /** Own-code files with heat, hottest first: for badges in the explorer. */
  hotFiles: request("heatline/hotFiles", z.object({}), z.array(z.object({ path: z.string(), share: z.number() }))),
  hotSpots: request(
    "heatline/hotSpots",
    z.object({
      kind: z.enum(["functions", "lines"]),
      weight: z.nullable(z.string()),
      ownOnly: z.boolean(),
      /** What the rows are sorted by, hottest first. */
      measure: z.enum(MEASURES),
      limit: z.number(),
    }),
    z.object({
      weight: z.nullable(weightSchema),
      total: z.number(),
      /** At most `limit`. */
      rows: z.array(hotSpotSchema),
      /** How many there are in all. */
      count: z.number(),
    }),
  ),
  /** What the current run knows of its tests, in the order of running; null where it is no run of tests. */
  testMemory: request("heatline/testMemory", z.object({}), z.nullable(z.array(testMemorySchema))),
  /** The lines of a file that keep memory; null where the run knows none. */
  memoryLines: request("heatline/memoryLines", z.object({ uri: z.string() }), z.nullable(z.array(memoryLineSchema))),
  /**
   * The packed flamegraph in pieces (see core/profile/pack.ts); null without a run. Bytes stay bytes only over node IPC with the
   * serialization `advanced`, as the editor starts the server: as text they would be ten times their size.
   * `against` is a run directory or profile file that it is compared with: it is read, and kept until another request for
   * `which` names another one or none.
   */
  flamegraph: request(
    "heatline/flamegraph",
    z.object({
      which: whichSchema,
      weight: z.nullable(z.string()),
      against: z.optional(z.nullable(z.string())),
      places: z.optional(placesSchema),
    }),
    z.nullable(
      z.object({
        pieces: z.array(z.instanceof(Uint8Array)),
        weights: z.array(weightSchema),
        lanes: lanesSchema,
        part: z.nullable(partSchema),
        against: z.nullable(runViewSchema),
      }),
    ),
  ),
  /** The page of a flamegraph has gone: what it was compared with is needed no more. */
  closeComparison: request("heatline/closeComparison", z.object({ which: whichSchema }), z.null()),
  /**
   * What a thread of the flamegraph last sent did in order of time (see core/profile/time-samples-pack.ts); the busiest
   * thread for null. Null where no order is known, and of comparisons.
   */
  timeOrder: request(
    "heatline/timeOrder",
    z.object({ which: whichSchema, thread: z.nullable(threadKeySchema) }),
    z.nullable(z.object({ thread: threadKeySchema, weight: weightSchema, data: z.instanceof(Uint8Array) })),
  ),
  /** Looks at a part only: heat, hovers, tables and flamegraphs are of it from then on. Null where nothing is in it. */
  select: request(
    "heatline/select",
    z.object({ which: whichSchema, selection: selectionSchema }),
    z.nullable(runViewSchema),
  ),
  /** All that is known as one HTML file that opens offline; null without a run. */
  report: request("heatline/report", z.object({ which: whichSchema }), z.nullable(z.object({ html: z.string() }))),
  /** Where a frame of the flamegraph last sent is: `frame` indexes its frame table. */
  frameLocation: request(
    "heatline/frameLocation",
    z.object({ which: whichSchema, frame: z.number() }),
    z.nullable(locationSchema),
  ),
  /** The source line of a frame of the flamegraph last sent; null where what ran is not known. */
  frameSource: request(
    "heatline/frameSource",
    z.object({ which: whichSchema, frame: z.number() }),
    z.nullable(frameSourceSchema),
  ),
  /** All frames of the flamegraph last sent that are of the function around a source position. */
  caretFrames: request(
    "heatline/caretFrames",
    z.object({ which: whichSchema, uri: z.string(), line: z.number() }),
    z.array(z.number()),
  ),
  /** The frame of the flamegraph last sent that a source position belongs to. */
  frameAt: request(
    "heatline/frameAt",
    z.object({ which: whichSchema, uri: z.string(), line: z.number() }),
    z.nullable(z.object({ frame: z.number() })),
  ),
} as const;

/** What the server tells the editor by itself. */
export const serverNotifications = {
  /** How much of a large file has been read, 0..1. */
  readProgress: { method: "heatline/readProgress", params: z.object({ path: z.string(), share: z.number() }) },
} as const;

/** Initialization options of the server. */
export const serverOptionsSchema = z.object({
  /** True in VS Code: the editor says which run to load. Else the newest run of each folder is loaded and followed. */
  managed: z.optional(z.boolean()),
  codeLens: z.optional(z.boolean()),
});
export type ServerOptions = z.infer<typeof serverOptionsSchema>;
