import * as z from "zod/mini";

/** A thread as profiles name it: its process and its id there. */
export const threadKeySchema = z.object({ pid: z.nullable(z.number()), id: z.string() });
export type ThreadKey = z.infer<typeof threadKeySchema>;

/** A part of the axis of time; in samples where the profile knows only their order. */
const spanSchema = z.object({ start: z.number(), end: z.number() });

/** The part of a profile that is looked at. Null: all of them. */
export const selectionSchema = z.object({
  threads: z.nullable(z.array(threadKeySchema)),
  span: z.nullable(spanSchema),
  /** Only stacks that pass through this function. */
  through: z.nullable(z.object({ name: z.string(), file: z.string(), firstLine: z.number() })),
});
export type ProfileSelection = z.infer<typeof selectionSchema>;

const laneSchema = z.object({
  ...threadKeySchema.shape,
  name: z.string(),
  /** In the unit of the weight. */
  total: z.number(),
  /** Of all threads, 0..1. */
  share: z.number(),
  /** How much of each equal part of the axis the thread was seen in, 0..100; null where its order is not known. */
  density: z.nullable(z.array(z.number())),
});
export type Lane = z.infer<typeof laneSchema>;

/** The threads of a profile, busiest first, and the axis they share. */
export const lanesSchema = z.object({
  lanes: z.array(laneSchema),
  /** Threads that are not listed. */
  more: z.number(),
  /** Length of the axis, 0 where no thread has one. */
  end: z.number(),
  unit: z.enum(["ns", "samples"]),
  /** What the axis leaves out, '' if nothing. */
  note: z.string(),
});
export type Lanes = z.infer<typeof lanesSchema>;

/** What is selected, as data and in words: `1.2–3.4 s · MainThread`. */
export const partSchema = z.object({ selection: selectionSchema, title: z.string() });
export type ProfilePart = z.infer<typeof partSchema>;
