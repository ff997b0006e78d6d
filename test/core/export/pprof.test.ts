import { describe, expect, test } from "vitest";
import { pprof } from "../../../src/core/export/pprof.ts";
import { createTreeBuilder } from "../../../src/core/profile/builder.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { parseFixture } from "../../support/fixtures.ts";

/** A field's values in a message: numbers, or bytes. Independent of the writer: BigInt and shifts. */
function read(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const found = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("cut");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const value = varint();
    if (key % 8 === 0) found.set(key >> 3, [...(found.get(key >> 3) ?? []), value]);
    else {
      expect(key % 8).toBe(2);
      found.set(key >> 3, [...(found.get(key >> 3) ?? []), bytes.subarray(at, at + value)]);
      at += value;
    }
  }
  return found;
}

const messages = (of: Map<number, (number | Uint8Array)[]>, field: number) =>
  (of.get(field) ?? []).map((bytes) => read(bytes as Uint8Array));
const one = (of: Map<number, (number | Uint8Array)[]>, field: number) => Number(of.get(field)?.[0] ?? 0);

function packed(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte >= 0x80) continue;
    values.push(value);
    [value, factor] = [0, 1];
  }
  return values;
}

/** Everything in a file that a sample names, as text. */
function textOf(bytes: Uint8Array) {
  const file = read(bytes);
  const strings = (file.get(6) ?? []).map((part) => new TextDecoder().decode(part as Uint8Array));
  expect(strings[0]).toBe("");
  const functions = new Map(messages(file, 5).map((each) => [one(each, 1), each]));
  const locations = new Map(messages(file, 4).map((each) => [one(each, 1), messages(each, 4)[0]!]));
  const frame = (id: number) => {
    const line = locations.get(id)!;
    const owner = functions.get(one(line, 1))!;
    return `${strings[one(owner, 2)]} (${strings[one(owner, 4)]} def ${one(owner, 5)}:${one(line, 2)}:${one(line, 3)})`;
  };
  return {
    types: messages(file, 1).map((type) => `${strings[one(type, 1)]} ${strings[one(type, 2)]}`),
    samples: messages(file, 2).map((sample) => ({
      stack: packed(sample.get(1)![0] as Uint8Array).map(frame),
      values: packed(sample.get(2)![0] as Uint8Array),
      labels: messages(sample, 3).map((label) => `${strings[one(label, 1)]} ${strings[one(label, 2)]}${one(label, 3)}`),
    })),
  };
}

const write = (profiles: Parameters<typeof pprof.write>[0]) =>
  textOf(pprof.write(profiles, pprof.weights(profiles)) as Uint8Array);

describe("pprof", () => {
  test("names of any text, all weights, leaf first, large values", () => {
    const builder = createTreeBuilder({ format: "x", producer: "x", pid: 300 });
    const thread = builder.thread("1", "🔥 <img src=x>");
    const file = builder.file("مرحبا;\n.py");
    const root = builder.node(-1, builder.frame(builder.function("a", file, 200), 201, 5), thread);
    const leaf = builder.node(root, builder.frame(builder.function("\ud800é", -1, 0), 0), thread);
    builder.add(leaf, 0, 2 ** 52 + 1);
    builder.add(leaf, 1, 128.4);
    const exact = { kind: "exact" } as const;
    const tree = builder.build([
      { id: "wall", label: "Time", unit: "ns", certainty: exact },
      { id: "hits", label: "Hits", unit: "hits", certainty: exact },
    ]);
    expect(write([tree])).toEqual({
      types: ["wall nanoseconds", "hits count"],
      samples: [
        {
          stack: ["\ufffdé ( def 0:0:0)", "a (مرحبا;\n.py def 200:201:5)"],
          values: [2 ** 52 + 1, 128],
          labels: ["thread_id 10", "thread_name 🔥 <img src=x>0", "pid 300"],
        },
      ],
    });
  });

  test("what py-spy measured in several processes keeps its totals", () => {
    const profiles = parseFixture("py-spy-subprocesses.speedscope.json");
    const { types, samples } = write(profiles);
    expect(types).toEqual(["wall nanoseconds", "samples count"]);
    const total = profiles.reduce((sum, profile) => sum + weightTotal(profile, "samples"), 0);
    expect(samples.reduce((sum, { values }) => sum + values[1]!, 0)).toBe(total);
    expect(new Set(samples.map(({ labels }) => labels.at(-1))).size).toBe(profiles.length);
  });
});
