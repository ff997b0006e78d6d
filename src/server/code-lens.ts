import type { CodeLens } from "vscode-languageserver/node";
import { formatCount, formatShare } from "../core/units.ts";
import { chooseWeight } from "./choose-weight.ts";
import { documentMap, type OpenDocument } from "./document-map.ts";
import type { FunctionNumbers, RunIndex } from "./evidence.ts";
import { isBelowFloor } from "./heat.ts";
import { functionValue } from "./hot-spots.ts";

const REVEAL_COMMAND = "heatline.revealInFlamegraph";

/**
 * One lens above every measured function: `self 12.4 % · total 40.1 % · 10,240 calls`. Shares are of the run's time.
 * `uri` is given where the editor knows the command that a click runs.
 */
export async function codeLenses(index: RunIndex, document: OpenDocument, uri: string | null): Promise<CodeLens[]> {
  const mapped = await documentMap(index, document);
  if (mapped === null || mapped.map === null) return [];
  const syntax = await index.syntaxOf(mapped.key);
  const lenses: CodeLens[] = [];
  for (const { firstLine, name } of syntax?.functions ?? []) {
    const entries = index.functionsIn(mapped.key).filter((entry) => isSame(entry, firstLine, name));
    const title = entries[0] === undefined ? "" : lensTitle(index, entries[0]);
    const now = mapped.map.nowFromThen(firstLine);
    if (title === "" || now === null) continue;
    const position = { line: now.line - 1, character: 0 };
    const text = now.changed ? `${title} · changed since` : title;
    const command =
      uri === null
        ? { title: text, command: "" }
        : { title: text, command: REVEAL_COMMAND, arguments: [uri, now.line] };
    lenses.push({ range: { start: position, end: position }, command });
  }
  return lenses;
}

function isSame(entry: FunctionNumbers, firstLine: number, name: string): boolean {
  return entry.firstLine === firstLine && (entry.name === name || entry.name.endsWith(`.${name}`));
}

function lensTitle(index: RunIndex, entry: FunctionNumbers): string {
  const parts: string[] = [];
  const weight = chooseWeight(index, null);
  const value = weight === null ? null : functionValue(entry, weight.id);
  const sampled = weight === null ? undefined : entry.sampled.get(weight.id);
  const whole = weight === null ? 0 : (index.totals.get(weight.id) ?? 0);
  const isComparable = index.trees.length === 0 || (sampled !== undefined && !isBelowFloor(sampled));
  if (value !== null && whole > 0 && isComparable) {
    parts.push(`self ${formatShare(value.self / whole)}`, `total ${formatShare(value.total / whole)}`);
    if (typeof sampled?.samples === "number") parts.push(plural(sampled.samples, "sample"));
  }
  if (entry.traced !== null && !Number.isNaN(entry.traced.calls)) parts.push(plural(entry.traced.calls, "call"));
  return parts.join(" · ");
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}
