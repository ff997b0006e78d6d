import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import type { ExportFormat } from "../core/export/export-format.ts";
import { exportFormats } from "../core/export/registry.ts";
import type { Profile } from "../core/profile/model.ts";
import { readProfiles } from "./read-profiles.ts";
import { orUsageError, UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";
import { chooseWeight } from "./weight-choice.ts";
import { writeWhole } from "./write-whole.ts";

interface ConvertArguments {
  readonly source: string;
  /** `-` is stdout. */
  readonly out: string;
  readonly format: ExportFormat;
  readonly weight: string | null;
}

/** `heatline convert`: a run or a profile in another format. What is not exact or left out is said on stderr. */
export async function convertCommand(argv: readonly string[]): Promise<number> {
  const { source, out, format, weight } = parse(argv);
  const read = await readProfiles(source);
  const all = read.flatMap(({ profiles }) => profiles);
  const { profiles, weights } = chosen(all, format, weight);
  const content = format.write(profiles, weights);
  tell(profiles, format, weight === null ? weights : null);
  if (out === "-") process.stdout.write(content);
  else await writeWhole(out, out.endsWith(".gz") ? gzipSync(content) : content);
  return 0;
}

/** Of a run with samples and exact calls the samples; a format that holds one weight gets the first. */
function chosen(all: readonly Profile[], format: ExportFormat, wanted: string | null) {
  const { profiles, weight } = chooseWeight(all, wanted);
  if (wanted === null) {
    const kind = profiles[0]?.kind;
    const same = all.filter((profile) => profile.kind === kind);
    return { profiles: same, weights: format.weights(same) };
  }
  if (format.ofStacks && profiles[0]?.kind === "graph" && weight.id !== "wall")
    throw new UsageError(`a call graph has no stacks of ${weight.id}; --to csv-functions can hold them`);
  return { profiles, weights: [weight.id] };
}

function tell(profiles: readonly Profile[], format: ExportFormat, written: readonly string[] | null): void {
  if (format.ofStacks && profiles.some(({ kind }) => kind === "graph")) {
    process.stderr.write("heatline: the profile is a call graph: its stacks are estimated, and of its time only\n");
    return;
  }
  if (written === null) return;
  const ids = new Set(profiles.flatMap(({ weights }) => weights.map(({ id }) => id)));
  const left = [...ids].filter((id) => !written.includes(id));
  if (left.length > 0)
    process.stderr.write(
      visible(`heatline: left out: ${left.join(", ")} (--weight writes another weight)`).concat("\n"),
    );
}

/** @throws UsageError */
function parse(argv: readonly string[]): ConvertArguments {
  const { values, positionals } = parseOptions(argv);
  const [source, more] = positionals;
  if (source === undefined || more !== undefined)
    throw new UsageError("heatline convert needs one run directory or profile");
  const { out, to } = values;
  if (out === undefined || out === "") throw new UsageError("heatline convert needs -o and the file to write");
  const ids = exportFormats.map(({ id }) => id).join(", ");
  const plain = out.replace(/\.gz$/, "");
  const format = exportFormats.find(({ id, extension }) => (to === undefined ? plain.endsWith(extension) : id === to));
  if (format === undefined)
    throw new UsageError(
      to === undefined
        ? `the ending of ${out} names no format; --to is one of ${ids}`
        : `--to is one of ${ids}, not ${to}`,
    );
  return { source, out, format, weight: values.weight ?? null };
}

function parseOptions(argv: readonly string[]) {
  return orUsageError(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { out: { type: "string", short: "o" }, to: { type: "string" }, weight: { type: "string" } },
    }),
  );
}
