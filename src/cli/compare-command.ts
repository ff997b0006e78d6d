import { certaintyText } from "../core/certainty-text.ts";
import { CHANGE_WORDS, relativeChange, signedPoints, signedValue } from "../core/comparison-text.ts";
import type { ChosenWeight } from "../core/profile/chosen-weight.ts";
import { usualScale, weightPerSample } from "../core/profile/comparison.ts";
import { changeOf } from "../core/profile/comparison-change.ts";
import { type ComparedRow, compareRows } from "../core/profile/comparison-rows.ts";
import type { Profile, Unit } from "../core/profile/model.ts";
import { functionRows, type ProfileRow } from "../core/profile/profile-rows.ts";
import { CLI_SCHEMA_VERSION, type CompareOutput } from "../core/protocol/cli.ts";
import { formatShare, formatValue } from "../core/units.ts";
import { type CompareArguments, parseCompareArguments } from "./compare-arguments.ts";
import { readProfiles } from "./read-profiles.ts";
import { UsageError } from "./usage-error.ts";
import { visible } from "./visible.ts";
import { chooseWeight } from "./weight-choice.ts";

type Output = CompareOutput;
type Row = Output["functions"][number];

/** `heatline compare`: what became of each function of two runs or profile files, on stdout. */
export async function compareCommand(argv: readonly string[]): Promise<number> {
  const wanted = parseCompareArguments(argv);
  const output = compared(wanted, await profilesOf(wanted.before), await profilesOf(wanted.after));
  process.stdout.write(wanted.json ? `${JSON.stringify(output, null, 1)}\n` : asText(output));
  return 0;
}

async function profilesOf(source: string): Promise<Profile[]> {
  return (await readProfiles(source)).flatMap(({ profiles }) => profiles);
}

function compared(wanted: CompareArguments, before: readonly Profile[], after: readonly Profile[]): Output {
  const id = wanted.weight ?? commonWeight(before, after);
  const [old, now] = [chooseWeight(before, id), chooseWeight(after, id)];
  const { unit } = now.weight;
  if (old.weight.unit !== unit)
    throw new UsageError(
      `the two count ${id} differently, in ${old.weight.unit} and in ${unit}: they cannot be compared`,
    );
  const scale = wanted.scale ?? usualScale(unit);
  const judged = judge(old, now, wanted.measure, scale === "shares");
  const rows = compareRows(functionRows(old.profiles, id), functionRows(now.profiles, id)).map(judged);
  const shown = rows.filter((row) => wanted.json || row.change !== "same");
  shown.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  return {
    schema: CLI_SCHEMA_VERSION,
    ...{ weight: { id, unit }, measure: wanted.measure, scale },
    before: { source: wanted.before, total: old.total, certainty: old.weight.certainty },
    after: { source: wanted.after, total: now.total, certainty: now.weight.certainty },
    functions: shown.slice(0, wanted.top),
  };
}

function commonWeight(before: readonly Profile[], after: readonly Profile[]): string {
  const ids = (profiles: readonly Profile[]) =>
    [...profiles]
      .sort((a, b) => Number(a.kind === "graph") - Number(b.kind === "graph"))
      .flatMap(({ weights }) => weights.map(({ id }) => id));
  const theirs = new Set(ids(before));
  const found = ids(after).find((id) => theirs.has(id));
  if (found === undefined)
    throw new UsageError(
      `the two have no weight in common: one has ${[...theirs].join(", ")}, the other ${[...new Set(ids(after))].join(", ")}`,
    );
  return found;
}

/** What became of a function; shares are judged as the values that they are of a whole of 1. */
function judge(before: ChosenWeight, after: ChosenWeight, measure: "self" | "total", ofShares: boolean) {
  const whole = (side: ChosenWeight) => (ofShares && side.total > 0 ? side.total : 1);
  const judgement = {
    unit: after.weight.unit,
    beforePerSample: weightPerSample(before.weight, before.total) / whole(before),
    afterPerSample: weightPerSample(after.weight, after.total) / whole(after),
  };
  return (row: ComparedRow): Row => {
    const of = (which: "self" | "total") => {
      return { before: (row.before?.[which] ?? 0) / whole(before), after: (row.after?.[which] ?? 0) / whole(after) };
    };
    const value = of(measure);
    const { file, line, function: name } = row.after ?? (row.before as ProfileRow);
    return {
      ...{ file, line, function: name, change: changeOf(value, judgement, of("total")) },
      ...{ before: sideOf(row.before), after: sideOf(row.after), difference: value.after - value.before },
    };
  };
}

function sideOf(row: ProfileRow | null): Row["before"] {
  return row && { self: row.self, total: row.total, calls: row.calls };
}

function asText({ weight, measure, scale, before, after, functions }: Output): string {
  const unit: Unit = weight.unit;
  const side = ({ total, certainty }: Output["before"]) => `${formatValue(total, unit)} (${certaintyText(certainty)})`;
  const whole = `${signedValue(after.total - before.total, unit)}, ${relativeChange({ before: before.total, after: after.total })}`;
  const lines = functions.map((row) => {
    const of = (which: "self" | "total") => ({ before: row.before?.[which] ?? 0, after: row.after?.[which] ?? 0 });
    const value = of(measure);
    const shares = { before: value.before / before.total, after: value.after / after.total };
    const part = scale === "shares" ? shares : value;
    const figure = (value: number) => (scale === "shares" ? formatShare(value) : formatValue(value, unit));
    const change = scale === "shares" ? signedPoints(row.difference) : signedValue(row.difference, unit);
    const relative = relativeChange(part, of("total"));
    const place = row.file === "" ? "" : `  ${row.file}${row.line > 0 ? `:${row.line}` : ""}`;
    const numbers = [figure(part.before), figure(part.after), change].map((text) => text.padStart(12)).join(" ");
    return `${numbers} ${relative.padStart(9)}${visible(`${place}  ${row.function}`)}\n`;
  });
  const heading = ["before", "after", "change"].map((text) => text.padStart(12)).join(" ");
  const nothing = `no function has changed: every difference is ${CHANGE_WORDS.same}\n`;
  return `${measure}, ${side(before)} before, ${side(after)} after: ${whole}\n${lines.length === 0 ? nothing : `${heading}\n${lines.join("")}`}`;
}
