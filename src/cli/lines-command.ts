import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { treeLineHeat } from "../core/profile/line-heat.ts";
import type { Profile, Unit } from "../core/profile/model.ts";
import { weightIndex, weightTotal } from "../core/profile/weights.ts";
import { formatShare, formatValue } from "../core/units.ts";
import { ExplainedError, reasonOf } from "../runtime/explained-error.ts";
import { readManifest } from "../runtime/run-directory.ts";
import { profileFiles } from "../server/profile-files.ts";
import { readProfileFile } from "../server/profile-reader.ts";
import { UsageError } from "./usage.ts";

interface Row {
  readonly file: string;
  /** 1-based. For cProfile the line of the `def`. */
  readonly line: number;
  /** Function name where the row is a whole function (cProfile), else ''. */
  readonly function: string;
  self: number;
  total: number;
}

interface Table {
  readonly unit: Unit;
  readonly total: number;
  /** null where the numbers are exact. */
  readonly samples: number | null;
  readonly rows: Row[];
}

/** `heatline lines`: the hottest lines of a run or of a profile file, on stdout. */
export async function linesCommand(argv: readonly string[]): Promise<number> {
  const { source, top, measure, json } = parseLinesArguments(argv);
  const profiles = await loadProfiles(path.resolve(source));
  const table = hottest(profiles);
  const rows = table.rows
    .filter((row) => row[measure] > 0)
    .sort((a, b) => b[measure] - a[measure])
    .slice(0, top);
  const text = json ? `${JSON.stringify({ ...table, measure, rows }, null, 1)}\n` : asText({ ...table, rows }, measure);
  process.stdout.write(text);
  return 0;
}

function parseLinesArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        top: { type: "string", default: "20" },
        self: { type: "boolean" },
        total: { type: "boolean" },
        json: { type: "boolean", default: false },
      },
    });
    const [source, more] = positionals;
    const top = Number(values.top);
    if (source === undefined || more !== undefined)
      throw new Error("heatline lines needs one run directory or profile");
    if (!Number.isInteger(top) || top < 1) throw new Error(`--top is a whole number from 1 on, not ${values.top}`);
    if (values.self && values.total) throw new Error("--self and --total exclude each other");
    return { source, top, measure: values.self ? ("self" as const) : ("total" as const), json: values.json };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function loadProfiles(source: string): Promise<Profile[]> {
  const files = await filesOf(source);
  const profiles: Profile[] = [];
  for (const file of files) {
    const outcome = readProfileFile(file);
    if (!outcome.ok) throw new ExplainedError("profile-unreadable", outcome.message);
    profiles.push(...outcome.profiles);
  }
  if (profiles.length === 0) throw new ExplainedError("no-profile", `${source} holds no profile.`);
  return profiles;
}

async function filesOf(source: string): Promise<string[]> {
  const facts = await stat(source).catch((error: unknown) => {
    throw new ExplainedError("not-found", `${source} cannot be read: ${reasonOf(error)}.`);
  });
  if (!facts.isDirectory()) return [source];
  const all = profileFiles(await readManifest(source), await readdir(source));
  const final = all.filter((file) => !file.preview);
  return (final.length > 0 ? final : all).map((file) => path.join(source, file.name));
}

/** Lines from samplers where there are any, else functions from cProfile. Rows of all processes are summed. */
function hottest(profiles: readonly Profile[]): Table {
  const trees = profiles.filter((profile) => profile.kind === "tree");
  const used: readonly Profile[] = trees.length > 0 ? trees : profiles;
  const rows = new Map<string, Row>();
  let total = 0;
  let samples = 0;
  let unit: Unit = "ns";
  for (const profile of used) {
    const weight = Math.max(0, weightIndex(profile, "wall"));
    const id = profile.weights[weight]?.id ?? "wall";
    unit = profile.weights[weight]?.unit ?? "ns";
    total += weightTotal(profile, id);
    samples += weightTotal(profile, "samples");
    for (const row of rowsOf(profile, weight)) {
      const key = JSON.stringify([row.file, row.line, row.function]);
      const sum = rows.get(key);
      if (sum) {
        sum.self += row.self;
        sum.total += row.total;
      } else rows.set(key, row);
    }
  }
  return { unit, total, samples: trees.length > 0 ? samples : null, rows: [...rows.values()] };
}

function rowsOf(profile: Profile, weight: number): Row[] {
  if (profile.kind === "tree") {
    const heat = treeLineHeat(profile, weight);
    return [...heat.line].map((line, i) => ({
      file: profile.files[heat.file[i] ?? -1] ?? "",
      line,
      function: "",
      self: heat.self[i] ?? 0,
      total: heat.total[i] ?? 0,
    }));
  }
  const { name, file, firstLine } = profile.functions;
  return name.map((each, i) => ({
    file: profile.files[file[i] ?? -1] ?? "",
    line: firstLine[i] ?? 0,
    function: each,
    self: profile.selfNs[i] ?? 0,
    total: profile.totalNs[i] ?? 0,
  }));
}

function asText(table: Table, measure: "self" | "total"): string {
  const behind = table.samples === null ? "exact" : `${formatValue(table.samples, "samples")}`;
  const head = `${measure} of ${formatValue(table.total, table.unit)} (${behind})\n`;
  const rows = table.rows.map((row) => {
    const share = formatShare(table.total > 0 ? row[measure] / table.total : Number.NaN).padStart(8);
    const value = formatValue(row[measure], table.unit).padStart(12);
    const place = row.file === "" ? "" : `  ${row.file}${row.line > 0 ? `:${row.line}` : ""}`;
    return `${share} ${value}${visible(place)}${row.function === "" ? "" : `  ${visible(row.function)}`}\n`;
  });
  return head + rows.join("");
}

/** Names are untrusted text: control characters would reach the terminal. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
