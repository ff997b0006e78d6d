import * as z from "zod/mini";
import { SAVED_KINDS } from "../export/saved-file.ts";
import { lanesSchema, partSchema, selectionSchema, threadKeySchema } from "./lanes.ts";
import { weightSchema } from "./weight.ts";

/**
 * Messages between the flamegraph page and the editor. The page says `ready` first; data never enters through the
 * HTML. A page names a frame by its index, never a path of its own choosing.
 */

/** What a page without a graph offers to do next. */
const PAGE_COMMANDS = ["profileCurrentFile", "profileWithCprofile", "profileAgain", "openAsText", "readAgain"] as const;

export const fromFlamegraphSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  /** Open the source of a frame. */
  z.object({ type: z.literal("openFrame"), frame: z.number(), beside: z.boolean() }),
  z.object({ type: z.literal("chooseWeight"), weight: z.string() }),
  /** A primary action offered by an empty page. */
  z.object({
    type: z.literal("command"),
    command: z.enum(PAGE_COMMANDS),
  }),
  /** Put the heat of this profile on the lines. */
  z.object({ type: z.literal("paint") }),
  z.object({ type: z.literal("cancelReading") }),
  /** Choose what this is compared with. */
  z.object({ type: z.literal("compare") }),
  z.object({ type: z.literal("stopComparing") }),
  /** Save what the page has made; the editor asks where, and takes the name as a proposal. */
  z.object({
    type: z.literal("save"),
    kind: z.enum(SAVED_KINDS),
    name: z.string(),
    /** Null: the editor makes it (a report). */
    data: z.nullable(z.instanceof(ArrayBuffer)),
  }),
  /** The source line of a frame; answered by `source` where it is known. */
  z.object({ type: z.literal("askSource"), frame: z.number() }),
  /** Whether the page shows a thread in order of time, and which; the busiest for null. */
  z.object({ type: z.literal("timeOrder"), shown: z.boolean(), thread: z.nullable(threadKeySchema) }),
  /** Look at a part of the profile only; the heat on the lines follows. */
  z.object({ type: z.literal("select"), selection: selectionSchema }),
]);
export type FromFlamegraph = z.infer<typeof fromFlamegraphSchema>;

/** `data` are packed samples (core/profile/time-samples-pack.ts), their frames those of the flamegraph sent with or before. */
const timeSchema = z.object({ thread: threadKeySchema, weight: weightSchema, data: z.instanceof(ArrayBuffer) });

const flamegraphHeaderSchema = z.object({
  /** e.g. `report.py`. */
  title: z.string(),
  /** e.g. `py-spy 0.4.3 at 100 Hz · 1,204 samples · Python 3.11.7 · 12:04`. */
  subtitle: z.string(),
  warnings: z.array(z.string()),
  live: z.boolean(),
  /** All that is known of how the numbers were made. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Whether the heat on the lines is this profile's; null where it is by nature, as that of the current run. */
  paints: z.nullable(z.boolean()),
});

/** What is compared with what. */
const againstSchema = z.object({
  /** e.g. `report.py, 11:58:03`. */
  name: z.string(),
  /** The same of what the page is of. */
  shownName: z.string(),
  /** It was made after what the page is of. */
  isNewer: z.boolean(),
});

export const toFlamegraphSchema = z.discriminatedUnion("type", [
  /** `data` is a packed Flamegraph (core/profile/pack.ts). */
  z.object({
    type: z.literal("flamegraph"),
    header: flamegraphHeaderSchema,
    weights: z.array(z.object({ id: z.string(), label: z.string() })),
    weight: z.string(),
    data: z.instanceof(ArrayBuffer),
    /** The threads; none where a profile has no call trees. */
    lanes: z.optional(lanesSchema),
    /** The numbers are of this part only. */
    part: z.optional(z.nullable(partSchema)),
    /** Where the page shows order of time. */
    time: z.optional(z.nullable(timeSchema)),
    /** Where `data` is a comparison: the graph's `before` is of this one. */
    against: z.optional(againstSchema),
  }),
  z.object({ type: z.literal("timeOrder"), time: z.nullable(timeSchema) }),
  /** The part that was to be looked at is empty: all is as before. */
  z.object({ type: z.literal("nothingSelected") }),
  /** There is nothing to draw: a sentence, and what to do. */
  z.object({
    type: z.literal("empty"),
    header: z.nullable(flamegraphHeaderSchema),
    message: z.string(),
    actions: z.array(z.object({ command: z.enum(PAGE_COMMANDS), label: z.string() })),
  }),
  /** A large file is being read; `share` is 0..1, null while that is not known. */
  z.object({ type: z.literal("reading"), title: z.string(), share: z.nullable(z.number()) }),
  /** The heat on the lines is now this profile's, or another's. */
  z.object({ type: z.literal("paints"), paints: z.boolean() }),
  /** Select and show a frame (reveal in flamegraph). */
  z.object({ type: z.literal("revealFrame"), frame: z.number() }),
  /** The frames of the function that the editor's caret is in; none where it is in no function of this profile. */
  z.object({ type: z.literal("caret"), frames: z.array(z.number()) }),
  /** `file` and `line` are those of the frame: a page that has newer data drops it. */
  z.object({ type: z.literal("source"), frame: z.number(), file: z.string(), line: z.number(), text: z.string() }),
]);
export type ToFlamegraph = z.infer<typeof toFlamegraphSchema>;
