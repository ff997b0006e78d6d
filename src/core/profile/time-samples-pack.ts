import type { TimeSamples } from "./time-samples.ts";

/**
 * The samples of a thread as one buffer: little-endian u32 magic `HLTS`, version, nodes, stretches; then the columns `start`,
 * `end` (f64), `parent`, `frame`, `node` (i32). A page makes the boxes: they are several times as many bytes.
 */
const MAGIC = 0x53544c48;
const VERSION = 1;
const HEADER_BYTES = 16;

export function packTimeSamples(samples: TimeSamples): ArrayBuffer {
  const nodes = samples.parent.length;
  const stretches = samples.node.length;
  const buffer = new ArrayBuffer(sizeOf(nodes, stretches));
  new Uint32Array(buffer, 0, 4).set([MAGIC, VERSION, nodes, stretches]);
  const columns = columnsOf(buffer, nodes, stretches);
  columns.startNs.set(samples.startNs);
  columns.endNs.set(samples.endNs);
  columns.parent.set(samples.parent);
  columns.frame.set(samples.frame);
  columns.node.set(samples.node);
  return buffer;
}

/** The samples of packed bytes; the arrays are views, nothing is copied. Throws an Error for anything else. */
export function unpackTimeSamples(buffer: ArrayBuffer): TimeSamples {
  if (buffer.byteLength < HEADER_BYTES) throw new Error("These bytes are not packed samples: too few.");
  const [magic, version, nodes = 0, stretches = 0] = new Uint32Array(buffer, 0, 4);
  if (magic !== MAGIC || version !== VERSION) throw new Error("These bytes are not packed samples of this version.");
  if (buffer.byteLength !== sizeOf(nodes, stretches)) throw new Error("The packed samples are cut off.");
  return columnsOf(buffer, nodes, stretches);
}

function sizeOf(nodes: number, stretches: number): number {
  return HEADER_BYTES + nodes * 8 + stretches * 20;
}

function columnsOf(buffer: ArrayBuffer, nodes: number, stretches: number): TimeSamples {
  const ints = HEADER_BYTES + stretches * 16;
  return {
    startNs: new Float64Array(buffer, HEADER_BYTES, stretches),
    endNs: new Float64Array(buffer, HEADER_BYTES + stretches * 8, stretches),
    parent: new Int32Array(buffer, ints, nodes),
    frame: new Int32Array(buffer, ints + nodes * 4, nodes),
    node: new Int32Array(buffer, ints + nodes * 8, stretches),
  };
}
