import type { MemoryLine } from "../core/protocol/server.ts";
import { documentMap, type OpenDocument } from "./document-map.ts";
import type { RunIndex } from "./evidence.ts";
import { keepersIn } from "./test-memory.ts";

/**
 * The lines of a document that keep memory, as it stands now. Null where the run knows nothing of the file; none where
 * the text that ran is not known any more: no line beats a wrong line.
 */
export async function memoryLines(index: RunIndex, document: OpenDocument): Promise<MemoryLine[] | null> {
  if (index.tests === null) return null;
  const mapped = await documentMap(index, document);
  if (mapped === null) return null;
  const lines: MemoryLine[] = [];
  for (const [then, keepers] of keepersIn(index, mapped.key)) {
    const now = mapped.map?.nowFromThen(then) ?? null;
    const [most] = keepers;
    if (now === null || most === undefined) continue;
    lines.push({
      line: now.line,
      bytesPerRun: most.bytesPerRun,
      blocksPerRun: most.blocksPerRun,
      tests: keepers.map(({ test }) => test.id),
      changed: now.changed,
    });
  }
  return lines.sort((a, b) => a.line - b.line);
}
