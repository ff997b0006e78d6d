import { chromeTrace } from "./chrome-trace.ts";
import { collapsed } from "./collapsed.ts";
import { firefox } from "./firefox.ts";
import { flamebearer } from "./flamebearer.ts";
import { flamegraphSvg } from "./flamegraph-svg.ts";
import { heatlineSampler } from "./heatline-sampler.ts";
import { importtime } from "./importtime.ts";
import { lineProfiler } from "./line-profiler.ts";
import { lineProfilerText } from "./line-profiler-text.ts";
import { memray } from "./memray.ts";
import { memrayCsv } from "./memray-csv.ts";
import { mojo } from "./mojo.ts";
import { otlpProfiles } from "./otlp-profiles.ts";
import { isPickle, pickledClass } from "./pickle.ts";
import { pprof } from "./pprof.ts";
import { pstats } from "./pstats.ts";
import { pstatsText } from "./pstats-text.ts";
import { pyinstrument } from "./pyinstrument.ts";
import { scalene } from "./scalene.ts";
import { type Format, FormatError, type ParseFailure, type ParseOutcome, type ProfileSource } from "./source.ts";
import { speedscope } from "./speedscope.ts";
import { tachyonBinary } from "./tachyon-binary.ts";
import { tachyonJsonl } from "./tachyon-jsonl.ts";
import { tracemallocSnapshot } from "./tracemalloc-snapshot.ts";

/** Every input format, in the order in which they are tried. */
export const formats: readonly Format[] = [
  heatlineSampler,
  pstats,
  pyinstrument,
  scalene,
  memray,
  chromeTrace,
  firefox,
  flamebearer,
  speedscope,
  lineProfiler,
  tracemallocSnapshot,
  pprof,
  otlpProfiles,
  mojo,
  tachyonBinary,
  tachyonJsonl,
  flamegraphSvg,
  memrayCsv,
  lineProfilerText,
  pstatsText,
  importtime,
  collapsed,
];

const LONGEST_MESSAGE = 300;

/** Reads a file as whatever its content says it is. Never throws: any bytes give profiles or one line. */
export function parseProfile(source: ProfileSource): ParseOutcome {
  try {
    if (source.head.length === 0) return failure("The file is empty: the profiler wrote nothing.", 0);
    const format = formats.find((candidate) => candidate.detect(source));
    return format === undefined ? failure(unknownReason(source), 0) : format.parse(source);
  } catch (error) {
    if (error instanceof FormatError) return failure(error.message, error.offset);
    return failure(`The file could not be read as a profile: ${String(error)}`, null);
  }
}

function unknownReason({ head }: ProfileSource): string {
  if (isPickle(head)) {
    const held = pickledClass(head) ?? "plain values";
    return `This is a pickle of ${held}: Heatline reads those of line_profiler and tracemalloc only, and loads nothing.`;
  }
  return `This is not a profile: none of the ${formats.length} formats that Heatline reads fits.`;
}

/** Messages may quote the file: they stay one line and short. */
function failure(message: string, offset: number | null): ParseFailure {
  const line = message.replaceAll(/\s+/g, " ").trim();
  return { ok: false, message: line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line, offset };
}
