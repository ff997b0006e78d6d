/** Writes the fields of one protobuf message (https://protobuf.dev/programming-guides/encoding). Numbers are not negative. */
export interface ProtobufWriter {
  number(field: number, value: number): void;
  numbers(field: number, values: readonly number[]): void;
  /** Lone surrogates, which UTF-8 cannot hold, become U+FFFD. */
  text(field: number, text: string): void;
  message(field: number, message: ProtobufWriter): void;
  bytes(): Uint8Array;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

export function createProtobufWriter(): ProtobufWriter {
  let buffer = new Uint8Array(64);
  let length = 0;

  const byte = (value: number): void => {
    if (length === buffer.length) grow(length + 1);
    buffer[length++] = value;
  };
  const grow = (needed: number): void => {
    const larger = new Uint8Array(Math.max(needed, buffer.length * 2));
    larger.set(buffer);
    buffer = larger;
  };
  const varint = (value: number): void => putVarint(value, byte);
  const delimited = (field: number, content: Uint8Array): void => {
    varint(field * 8 + LENGTH_DELIMITED);
    varint(content.length);
    if (length + content.length > buffer.length) grow(length + content.length);
    buffer.set(content, length);
    length += content.length;
  };

  return {
    number(field, value) {
      varint(field * 8 + VARINT);
      varint(value);
    },
    numbers(field, values) {
      delimited(field, packed(values));
    },
    text: (field, text) => delimited(field, utf8Bytes(text)),
    message: (field, message) => delimited(field, message.bytes()),
    bytes: () => buffer.subarray(0, length),
  };
}

function packed(values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) putVarint(value, (byte) => bytes.push(byte));
  return Uint8Array.from(bytes);
}

/** Not by shifts: values are whole numbers up to 2^53. */
function putVarint(value: number, put: (byte: number) => void): void {
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) put((left % 0x80) + 0x80);
  put(left);
}

function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const given = character.codePointAt(0) ?? 0;
    const point = given >= 0xd800 && given <= 0xdfff ? 0xfffd : given;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point));
  }
  return Uint8Array.from(bytes);
}

function tail(point: number): number {
  return 0x80 | (point & 0x3f);
}
