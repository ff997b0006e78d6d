import type { TimeProfilerId } from "../../core/protocol/run.ts";
import { cprofile } from "./cprofile.ts";
import type { Profiler } from "./profiler.ts";
import { pySpy } from "./py-spy.ts";
import { sampler } from "./sampler.ts";

/** Every profiler of time, best line-level one first. */
export const PROFILERS: readonly Profiler<TimeProfilerId>[] = [pySpy, sampler, cprofile];
