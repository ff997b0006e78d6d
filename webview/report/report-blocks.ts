import { flamegraphBlock, REPORT_BLOCK, type Report, reportSchema } from "../../src/core/protocol/report.ts";

/** The report that stands in the document. Throws where the document is cut off or was changed. */
export async function readReport(): Promise<Report> {
  return reportSchema.parse(JSON.parse(new TextDecoder().decode(await readBlock(REPORT_BLOCK))));
}

/** The packed flamegraph of a weight. */
export function readFlamegraph(weightIndex: number): Promise<ArrayBuffer> {
  return readBlock(flamegraphBlock(weightIndex));
}

async function readBlock(id: string): Promise<ArrayBuffer> {
  const base64 = document.getElementById(id)?.textContent;
  if (!base64) throw new Error("a part of it is missing. Make it again.");
  const compressed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const plain = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).arrayBuffer();
}
