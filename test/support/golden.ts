import { expect } from "vitest";
import type { GraphProfile, Profile, TreeProfile } from "../../src/core/profile/model.ts";
import { weightTotal } from "../../src/core/profile/weights.ts";
import { goldenFile, parseFixture } from "./fixtures.ts";

const MOST_ROWS = 200;

/**
 * Compares what a fixture became with the text in `golden/`. `vitest -u` writes the text: read it before it is
 * committed.
 */
export async function checkGolden(fixture: string): Promise<void> {
  await expect(profilesText(parseFixture(fixture))).toMatchFileSnapshot(goldenFile(fixture));
}

/** Profiles as text that a person can check: what they say of themselves, their threads, their stacks with self values. */
export function profilesText(profiles: readonly Profile[]): string {
  return profiles.map((profile) => [...headOf(profile), ...rowsOf(profile), ""].join("\n")).join("\n");
}

function headOf(profile: Profile): string[] {
  const weights = profile.weights.map(
    ({ id, unit, label, certainty }) =>
      `weight ${id} (${label}): ${round(weightTotal(profile, id))} ${unit}, ${JSON.stringify(certainty)}`,
  );
  return [
    `${profile.kind} ${profile.format} by ${profile.producer}, pid ${profile.pid ?? "unknown"}`,
    ...weights,
    ...profile.warnings.map((warning) => `warning: ${warning}`),
    ...(profile.kind === "tree" ? profile.threads.map(({ id, name }) => `thread ${id} ${JSON.stringify(name)}`) : []),
    ...(profile.kind === "tree" ? [timelineText(profile)] : []),
  ];
}

function timelineText({ timeline }: TreeProfile): string {
  if (timeline === null) return "no timeline";
  const end = timeline.startNs.reduce((most, start, i) => Math.max(most, start + (timeline.durationNs[i] ?? 0)), 0);
  return `timeline of ${timeline.node.length} spans to ${round(end)} ns`;
}

function rowsOf(profile: Profile): string[] {
  const rows = (profile.kind === "tree" ? stackRows(profile) : functionRows(profile)).sort();
  return rows.length > MOST_ROWS ? [...rows.slice(0, MOST_ROWS), `... ${rows.length - MOST_ROWS} more`] : rows;
}

function stackRows(profile: TreeProfile): string[] {
  const { parent, frame, thread, self } = profile.nodes;
  const rows: string[] = [];
  for (let node = 0; node < parent.length; node++) {
    const values = self.map((column) => round(column[node] ?? 0));
    if (values.every((value) => value === "0")) continue;
    const stack: string[] = [];
    for (let at = node; at >= 0; at = parent[at] ?? -1) stack.unshift(frameText(profile, frame[at] ?? 0));
    rows.push(`[${thread[node]}] ${stack.join("; ")}  ${values.join(" ")}`);
  }
  return rows;
}

function frameText({ frames, functions, files }: TreeProfile, frame: number): string {
  const index = frames.function[frame] ?? 0;
  const first = functions.firstLine[index] ?? 0;
  const [line, column] = [frames.line[frame] ?? 0, frames.column[frame] ?? 0];
  const file = files[functions.file[index] ?? -1] ?? "";
  return `${functions.name[index]} (${file}${first ? ` def ${first}` : ""}${line ? `:${line}` : ""}${column ? `:${column}` : ""})`;
}

function functionRows({ functions, files, calls, primitiveCalls, selfSeconds, totalSeconds }: GraphProfile): string[] {
  return functions.name.map((name, i) => {
    const numbers = [calls[i], primitiveCalls[i], selfSeconds[i], totalSeconds[i]].join(" ");
    return `${name} (${files[functions.file[i] ?? -1] ?? ""}:${functions.firstLine[i]})  ${numbers}`;
  });
}

/** Sums of floats differ in their last digits with the order of adding. */
function round(value: number): string {
  return String(Number(value.toPrecision(12)));
}
