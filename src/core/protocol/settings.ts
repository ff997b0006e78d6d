import * as z from "zod/mini";
import { profilerChoiceSchema } from "./run.ts";

/** The settings `heatline.*`: names and defaults are those of package.json (a test compares them). */
export const settingsSchema = z.object({
  interpreter: z._default(z.string(), ""),
  profiler: z._default(profilerChoiceSchema, "auto"),
  runsDirectory: z._default(z.string(), ""),
  keepRuns: z._default(z.number(), 20),
  keepRunsMegabytes: z._default(z.number(), 500),
  pySpy: z._default(
    z.object({
      path: z._default(z.string(), ""),
      rate: z._default(z.number(), 100),
      native: z._default(z.boolean(), false),
      gil: z._default(z.boolean(), false),
      idle: z._default(z.boolean(), false),
      subprocesses: z._default(z.boolean(), false),
    }),
    { path: "", rate: 100, native: false, gil: false, idle: false, subprocesses: false },
  ),
  sampler: z._default(z.object({ rate: z._default(z.number(), 200) }), { rate: 200 }),
  heat: z._default(
    z.object({
      enabled: z._default(z.boolean(), true),
      weight: z._default(z.string(), "auto"),
      measure: z._default(z.enum(["self", "total"]), "total"),
      threshold: z._default(z.number(), 0.5),
      text: z._default(z.enum(["full", "share", "off"]), "full"),
      badges: z._default(z.boolean(), true),
    }),
    { enabled: true, weight: "auto", measure: "total", threshold: 0.5, text: "full", badges: true },
  ),
  codeLens: z._default(z.boolean(), true),
  pathMappings: z._default(z.record(z.string(), z.string()), {}),
});
export type Settings = z.infer<typeof settingsSchema>;
