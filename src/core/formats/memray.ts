import { createTreeBuilder, type TreeBuilder } from "../profile/builder.ts";
import type { TreeProfile, Weight } from "../profile/model.ts";
import { firstCharacter, hasText } from "./edge-text.ts";
import { type JsonObject, lineOr0, parseJson, requireAmount, requireArray, requireObject, stringOr } from "./json.ts";
import { readMemrayPage } from "./memray-page.ts";
import type { Format, ParseOutcome, ProfileSource } from "./source.ts";

/**
 * What memray makes of its captures, which are private to it (`reporters/flamegraph.py`, `table.py`, `stats.py`): the
 * pages of `memray flamegraph` and `memray table`, see `readMemrayPage`, and `memray stats --json`: the locations
 * `function:file:line` that allocated most over the whole run, freed or not, and the totals of all.
 */
export const memray: Format = { id: "memray", label: "memray", detect, parse };

function detect({ head }: ProfileSource): boolean {
  const first = firstCharacter(head);
  if (first === "<") return hasText(head, "<title>memray - ");
  return first === "{" && hasText(head, '"total_bytes_allocated"') && hasText(head, '"allocator_type_distribution"');
}

function parse(source: ProfileSource): ParseOutcome {
  const isPage = firstCharacter(source.head) === "<";
  const text = source.text();
  const builder = (pid: number | null): TreeBuilder =>
    createTreeBuilder({ format: memray.id, producer: "memray", pid });
  if (isPage) return { ok: true, profiles: [readMemrayPage(builder(null), text)] };
  const file = requireObject(parseJson(text, "This file of memray's statistics"), "A file of memray's statistics");
  const pid = requireObject(file["metadata"] ?? {}, "'metadata'")["pid"];
  return { ok: true, profiles: [readStats(builder(typeof pid === "number" ? pid : null), file)] };
}

const BYTES = 0;
const ALLOCATIONS = 1;

/** Every allocation of the run, so the number of them is not that of the blocks which are there at one time. */
const WEIGHTS: readonly Weight[] = [
  { id: "bytes", label: "Memory allocated", unit: "bytes", certainty: { kind: "exact" } },
  { id: "allocations", label: "Allocations", unit: "count", certainty: { kind: "exact" } },
];

function readStats(builder: TreeBuilder, file: JsonObject): TreeProfile {
  const thread = builder.thread("", "");
  const columns = [
    { weight: BYTES, rows: file["top_allocations_by_size"], key: "size", total: file["total_bytes_allocated"] },
    { weight: ALLOCATIONS, rows: file["top_allocations_by_count"], key: "count", total: file["total_num_allocations"] },
  ];
  for (const { weight, rows, key, total } of columns) {
    let others = requireAmount(total, "A total");
    for (const entry of requireArray(rows, "A list of top allocations")) {
      const row = requireObject(entry, "An entry of the top allocations");
      const value = requireAmount(row[key], `'${key}' of a location`);
      builder.add(builder.node(-1, locationFrame(builder, row["location"]), thread), weight, value);
      others -= value;
    }
    const rest = builder.frame(builder.function("(other locations)", -1, 0), 0);
    if (others > 0) builder.add(builder.node(-1, rest, thread), weight, others);
  }
  const warning = "This file names only the locations that allocated most; all others are one entry.";
  return builder.build(WEIGHTS, [warning]);
}

/** `function:file:line`; without a stack `<stack trace unavailable>`. Names in C++ have colons, lines and files have none. */
function locationFrame(builder: TreeBuilder, location: unknown): number {
  const text = stringOr(location, "(no name)");
  const line = text.lastIndexOf(":");
  const file = text.lastIndexOf(":", line - 1);
  if (file <= 0) return builder.frame(builder.function(text, -1, 0), 0);
  const index = builder.function(text.slice(0, file), builder.file(text.slice(file + 1, line)), 0);
  return builder.frame(index, lineOr0(Number(text.slice(line + 1))));
}
