// The floor's worker: reads the file piece by piece, lays it out, gives the columns away.
import { layoutTree } from "./floor-layout.mjs";
import { CollapsedReader, readSpeedscope } from "./floor-readers.mjs";

const PIECE_BYTES = 16 << 20;

globalThis.onmessage = async ({ data: file }) => {
  const { tree, names } = file.name.endsWith(".json")
    ? readSpeedscope(new Uint8Array(await file.arrayBuffer()))
    : await readCollapsed(file);
  const layout = layoutTree(tree);
  const columns = Object.values(layout).filter(ArrayBuffer.isView);
  globalThis.postMessage(
    { layout, names },
    columns.map(({ buffer }) => buffer),
  );
};

async function readCollapsed(file) {
  const reader = new CollapsedReader();
  const piece = (at) => file.slice(at, at + PIECE_BYTES).arrayBuffer();
  let next = piece(0);
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const bytes = new Uint8Array(await next);
    next = piece(at + PIECE_BYTES);
    reader.feed(bytes);
  }
  reader.end();
  return { tree: reader.tree, names: reader.frames.names() };
}
