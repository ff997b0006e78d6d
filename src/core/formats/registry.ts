import { collapsed } from "./collapsed.ts";
import { flamegraphSvg } from "./flamegraph-svg.ts";
import { heatlineSampler } from "./heatline-sampler.ts";
import { importtime } from "./importtime.ts";
import { lineProfilerText } from "./line-profiler-text.ts";
import { memrayCsv } from "./memray-csv.ts";
import { pstats } from "./pstats.ts";
import { pstatsText } from "./pstats-text.ts";
import { type Format, FormatError, type ParseFailure, type ParseOutcome, type ProfileSource } from "./source.ts";
import { speedscope } from "./speedscope.ts";
import { tachyonJsonl } from "./tachyon-jsonl.ts";

/** Every input format, in the order in which they are tried. */
export const formats: readonly Format[] = [
  heatlineSampler,
  pstats,
  speedscope,
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
    if (format === undefined) {
      const known = formats.map(({ label }) => label).join(", ");
      return failure(`This is not a profile that Heatline reads (${known}).`, 0);
    }
    return format.parse(source);
  } catch (error) {
    if (error instanceof FormatError) return failure(error.message, error.offset);
    return failure(`The file could not be read as a profile: ${String(error)}`, null);
  }
}

/** Messages may quote the file: they stay one line and short. */
function failure(message: string, offset: number | null): ParseFailure {
  const line = message.replaceAll(/\s+/g, " ").trim();
  return { ok: false, message: line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line, offset };
}
