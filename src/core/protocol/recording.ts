import * as z from "zod/mini";
import { runManifestSchema } from "./run.ts";

/** What one process left in a profile file. */
const profileFactsSchema = z.object({
  /** Label of the format: `pstats`, `speedscope`. */
  format: z.string(),
  /** The tool and its version as the file names it; '' where it does not. */
  producer: z.string(),
  pid: z.nullable(z.number()),
  /** A call graph has no stacks: 0. */
  stacks: z.number(),
  functions: z.number(),
  files: z.number(),
  threads: z.number(),
});

/** A profile that was opened from a file of the user's. */
export const profileFileSchema = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  /** ISO time of the last change of the file: when it was made, as far as anyone knows. */
  modifiedAt: z.string(),
  profiles: z.array(profileFactsSchema),
});
export type ProfileFile = z.infer<typeof profileFileSchema>;

/** Where the numbers come from: a run of Heatline, or a profile that was made elsewhere. */
export const recordingSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), manifest: runManifestSchema }),
  z.object({ kind: z.literal("profile"), file: profileFileSchema }),
]);
export type Recording = z.infer<typeof recordingSchema>;
