import type { ProfilerId } from "../../core/protocol/run.ts";
import { cprofile } from "./cprofile.ts";
import type { Profiler } from "./profiler.ts";
import { pySpy } from "./py-spy.ts";
import { sampler } from "./sampler.ts";

/** Every profiler there is, best line-level one first. */
export const PROFILERS: readonly Profiler[] = [pySpy, sampler, cprofile];

const BY_ID: Readonly<Record<ProfilerId, Profiler>> = { "py-spy": pySpy, sampler, cprofile };

export function profilerOf(id: ProfilerId): Profiler {
  return BY_ID[id];
}
