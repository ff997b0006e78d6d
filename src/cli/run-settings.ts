import type { Settings } from "../core/protocol/settings.ts";

/** The defaults of the editor's settings, with a rate for whatever samples; null: each one's own. */
export function settingsFor(rate: number | null): Pick<Settings, "pySpy" | "sampler"> {
  return {
    pySpy: { path: "", rate: rate ?? 100, native: false, gil: false, idle: false, subprocesses: false },
    sampler: { rate: rate ?? 200 },
  };
}
