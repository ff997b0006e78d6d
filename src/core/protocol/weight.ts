import * as z from "zod/mini";
import { UNITS } from "../profile/model.ts";

/** `Weight` of core/profile/model.ts. */
export const weightSchema = z.object({
  id: z.string(),
  label: z.string(),
  unit: z.enum(UNITS),
  certainty: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("exact") }),
    z.object({ kind: z.literal("sampled"), samples: z.number() }),
    z.object({ kind: z.literal("estimated"), because: z.string() }),
  ]),
});
