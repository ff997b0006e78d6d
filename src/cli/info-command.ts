import { parseArgs } from "node:util";
import { certaintyText } from "../core/certainty-text.ts";
import type { Profile } from "../core/profile/model.ts";
import { weightTotal } from "../core/profile/weights.ts";
import { CLI_SCHEMA_VERSION, type InfoOutput } from "../core/protocol/cli.ts";
import { formatCount, formatValue } from "../core/units.ts";
import { readProfiles } from "./read-profiles.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";

type Info = InfoOutput["profiles"][number];

/** `heatline info`: what a run or a profile file holds, and what it lacks. */
export async function infoCommand(argv: readonly string[]): Promise<number> {
  const { source, json } = parse(argv);
  const read = await readProfiles(source);
  const profiles = read.flatMap((each) => each.profiles.map((profile) => infoOf(each.file, profile)));
  const output: InfoOutput = { schema: CLI_SCHEMA_VERSION, profiles };
  process.stdout.write(json ? `${JSON.stringify(output, null, 1)}\n` : profiles.map(asText).join("\n"));
  return 0;
}

function infoOf(file: string, profile: Profile): Info {
  const isTree = profile.kind === "tree";
  return {
    file,
    format: profile.format,
    producer: profile.producer,
    pid: profile.pid,
    kind: profile.kind,
    weights: profile.weights.map((weight) => ({ ...weight, total: weightTotal(profile, weight.id) })),
    threads: isTree ? profile.threads.map(({ id, name }) => ({ id, name })) : [],
    counts: {
      files: profile.files.length,
      functions: profile.functions.name.length,
      stacks: isTree ? profile.nodes.parent.length : 0,
      spans: isTree ? (profile.timeline?.node.length ?? 0) : 0,
    },
    warnings: [...profile.warnings],
  };
}

function asText(info: Info): string {
  const rows = [
    info.file,
    `  format    ${info.format}, by ${info.producer}${info.pid === null ? "" : `, process ${info.pid}`}`,
    ...info.weights.map(
      ({ id, label, unit, total, certainty }) =>
        `  weight    ${id}: ${label}, ${formatValue(total, unit)}, ${certaintyText(certainty)}`,
    ),
    ...info.threads.map(({ id, name }) => `  thread    ${id} ${name}`),
    `  counts    ${formatCount(info.counts.functions)} functions in ${formatCount(info.counts.files)} files${
      info.kind === "tree" ? `, ${formatCount(info.counts.stacks)} stacks` : ""
    }${info.counts.spans > 0 ? `, ${formatCount(info.counts.spans)} spans in order of time` : ""}`,
    ...info.warnings.map((warning) => `  warning   ${warning}`),
  ];
  return rows.map((row) => `${visible(row)}\n`).join("");
}

function parse(argv: readonly string[]): { source: string; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: "boolean", default: false } },
    });
    const [source, more] = positionals;
    if (source === undefined || more !== undefined) throw new Error("heatline info needs one run directory or profile");
    return { source, json: values.json };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
