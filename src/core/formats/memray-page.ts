import type { TreeBuilder } from "../profile/builder.ts";
import type { TreeProfile, Weight } from "../profile/model.ts";
import { embeddedJson } from "./embedded-json.ts";
import { htmlUnescape } from "./html-text.ts";
import { lineOr0, requireAmount, requireObject, stringOr } from "./json.ts";
import { NO_STACK, readMemrayNodes } from "./memray-nodes.ts";

/**
 * A page of memray's: `const packed_data` holds `{strings, nodes: {function, filename, lineno, children, thread_id,
 * value, n_allocations}}`, in temporal pages `intervals` instead of values, in tables a list of rows. The title says what
 * was counted: what was there at the peak, or what was never freed (`(memory leaks)`). Names are escaped for HTML.
 */
export function readMemrayPage(builder: TreeBuilder, text: string): TreeProfile {
  const data = embeddedJson(text, "const packed_data = ", "This page of memray's");
  const title = /<title>memray - ([^<]*)/.exec(text)?.[1] ?? "";
  const isInverted = /const inverted = true\b/.test(text) || title.startsWith("inverted");
  if (Array.isArray(data)) addTable(builder, data);
  else readMemrayNodes(builder, requireObject(data, "'packed_data'"), isInverted);
  return builder.build(weightsOf(title.includes("(memory leaks)")));
}

function weightsOf(isLeaks: boolean): Weight[] {
  const certainty = { kind: "exact" } as const;
  return [
    { id: "bytes", label: isLeaks ? "Memory not freed" : "Memory at the peak", unit: "bytes", certainty },
    { id: "blocks", label: isLeaks ? "Blocks not freed" : "Blocks at the peak", unit: "blocks", certainty },
  ];
}

/** Rows `{tid, size, n_allocations, stack_trace: "function at file:line"}`. */
function addTable(builder: TreeBuilder, rows: readonly unknown[]): void {
  const threads = new Map<string, number>();
  for (const entry of rows) {
    const row = requireObject(entry, "A row");
    const tid = stringOr(row["tid"], "");
    const thread = threads.get(tid) ?? builder.thread(tid, tid);
    threads.set(tid, thread);
    const node = builder.node(-1, placeFrame(builder, htmlUnescape(stringOr(row["stack_trace"], ""))), thread);
    builder.add(node, 0, requireAmount(row["size"], "The size of a row"));
    builder.add(node, 1, requireAmount(row["n_allocations"], "The allocations of a row"));
  }
}

function placeFrame(builder: TreeBuilder, place: string): number {
  const at = place.indexOf(" at ");
  const colon = place.lastIndexOf(":");
  if (at < 0 || colon < at) return builder.frame(builder.function(place === "???" ? NO_STACK : place, -1, 0), 0);
  const index = builder.function(place.slice(0, at), builder.file(place.slice(at + 4, colon)), 0);
  return builder.frame(index, lineOr0(Number(place.slice(colon + 1))));
}
