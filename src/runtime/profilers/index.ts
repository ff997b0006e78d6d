import type { ProfilerId, TimeProfilerId } from "../../core/protocol/run.ts";
import { cprofile } from "./cprofile.ts";
import type { Profiler } from "./profiler.ts";
import { pySpy } from "./py-spy.ts";
import { sampler } from "./sampler.ts";
import { tracemalloc } from "./tracemalloc.ts";

/** Every profiler of time, best line-level one first. */
export const PROFILERS: readonly Profiler<TimeProfilerId>[] = [pySpy, sampler, cprofile];

const BY_ID: Readonly<Record<ProfilerId, Profiler>> = { "py-spy": pySpy, sampler, cprofile, tracemalloc };

export function profilerOf(id: ProfilerId): Profiler {
  return BY_ID[id];
}
