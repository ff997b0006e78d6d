import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { bytesSource, EDGE_BYTES, FormatError, type ProfileSource } from "../core/formats/source.ts";

const CHUNK_BYTES = 1 << 22;
/** What Node reads in one piece. */
const MAX_BYTES = 2 ** 31 - 1;
/** A compressed profile is ten to thirty times smaller, a small one of the same stack all over more; else it is a bomb. */
const MAX_RATIO = 100;
const ALWAYS_INFLATED_BYTES = 1 << 26;
const MAX_INFLATED_BYTES = 1 << 30;
const MAX_GZIP_LAYERS = 2;

/** How much of a file has been read, 0..1. Only told while a format reads it piece by piece. */
export type OnProgress = (share: number) => void;

/**
 * A profile file on the disk, gzip removed. Only its ends are read until a format asks for more.
 * @throws FormatError where it is compressed and cannot be decompressed within limits
 * @throws Error of the file system
 */
export function openProfileSource(file: string, onProgress?: OnProgress): ProfileSource {
  const name = path.basename(file);
  const sizeBytes = statSync(file).size;
  const head = readPart(file, 0, Math.min(EDGE_BYTES, sizeBytes));
  if (isGzip(head)) return bytesSource(name, inflated(wholeFile(file, sizeBytes)), decode);
  if (sizeBytes <= EDGE_BYTES) return bytesSource(name, head, decode);
  const whole = () => bytesSource(name, wholeFile(file, sizeBytes), decode);
  return {
    name,
    head,
    tail: readPart(file, sizeBytes - EDGE_BYTES, EDGE_BYTES),
    bytes: () => whole().bytes(),
    text: () => whole().text(),
    chunks: () => readChunks(file, sizeBytes, onProgress),
  };
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function inflated(bytes: Uint8Array): Uint8Array {
  let result = bytes;
  for (let layer = 0; layer < MAX_GZIP_LAYERS && isGzip(result); layer++) result = inflate(result);
  return result;
}

function inflate(bytes: Uint8Array): Uint8Array {
  const maxOutputLength = Math.min(MAX_INFLATED_BYTES, Math.max(ALWAYS_INFLATED_BYTES, bytes.length * MAX_RATIO));
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE")
      throw new FormatError(
        `Decompressed this file has more than ${Math.floor(maxOutputLength / 1e6)} MB, far more than profiles of its size ` +
          "have. If it is one all the same, decompress it and open the result.",
      );
    throw new FormatError("The file is compressed with gzip, but damaged or cut off: it cannot be decompressed.");
  }
}

function wholeFile(file: string, sizeBytes: number): Uint8Array {
  if (sizeBytes > MAX_BYTES)
    throw new FormatError(`A file of this format can be read up to ${Math.floor(MAX_BYTES / 1e6)} MB.`);
  return readFileSync(file);
}

function readPart(file: string, from: number, length: number): Uint8Array {
  const descriptor = openSync(file, "r");
  try {
    const part = new Uint8Array(length);
    return part.subarray(0, readSync(descriptor, part, 0, length, from));
  } finally {
    closeSync(descriptor);
  }
}

function* readChunks(file: string, sizeBytes: number, onProgress?: OnProgress): Generator<Uint8Array> {
  const descriptor = openSync(file, "r");
  try {
    // A Buffer, not a plain array: it looks for the ends of lines several times as fast.
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let readBytes = 0;
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      yield chunk.subarray(0, read);
      readBytes += read;
      onProgress?.(Math.min(1, readBytes / sizeBytes));
    }
  } finally {
    closeSync(descriptor);
  }
}
