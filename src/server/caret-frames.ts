import { documentMap, type OpenDocument } from "./document-map.ts";
import { innermostScope, type SentFlamegraph } from "./flamegraph.ts";

/**
 * The frames of the function around a line of a document as it stands now; none where the profile does not have the file or
 * what ran there is not known.
 */
export async function caretFrames(
  { index, frames }: SentFlamegraph,
  document: OpenDocument,
  line: number,
): Promise<number[]> {
  const mapped = await documentMap(index, document);
  const then = mapped?.map?.thenFromNow(line)?.line;
  if (mapped === null || then === undefined) return [];
  const syntax = await index.syntaxOf(mapped.key);
  const around = syntax && innermostScope(syntax, then);
  if (!around) return [];
  return Array.from(frames.line.keys()).filter((frame) => {
    if (index.facts.place(frames.file[frame] ?? "")?.key !== mapped.key) return false;
    const firstLine = frames.firstLine[frame] ?? 0;
    if (firstLine > 0) return firstLine === around.firstLine;
    // Samplers that know no definitions know lines.
    const sampled = frames.line[frame] ?? 0;
    return sampled > 0 && innermostScope(syntax, sampled) === around;
  });
}
