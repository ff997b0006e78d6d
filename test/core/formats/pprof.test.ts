import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { TreeProfile } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import {
  fixtureText,
  formatFixtures,
  parseFixture,
  profilesOf,
  readFixture,
  sourceOf,
} from "../../support/fixtures.ts";
import { onlyTree, stackText, sumsByKey } from "../../support/stacks.ts";

interface Expected {
  readonly types: [type: string, unit: string][];
  readonly samples: {
    readonly frames: [name: string, file: string, startLine: number, line: number][];
    readonly values: number[];
    readonly labels: Record<string, string | number>;
  }[];
}

const FIXTURES = formatFixtures("pprof");
const FACTORS: Record<string, number> = { microseconds: 1e3, μs: 1e3, kilobytes: 1024 };

it("has files of pyroscope-io, pypprof, zprofile, austin2pprof and Go's pprof", () => expect(FIXTURES).toHaveLength(8));

describe.each(FIXTURES.filter((name) => !name.includes("pyroscope-names")))("%s", (fixture) => {
  const profiles = parseFixture(fixture).filter((profile): profile is TreeProfile => profile.kind === "tree");
  const { types, samples }: Expected = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(".pb", ".json")),
  );

  it("has the stacks and numbers that Google's protobuf library reads", () => {
    const rows = samples.map(({ frames, values }): [string, number[]] => [
      frames.map(([name, file, , line]) => `${name || "(no name)"} (${file}:${Math.max(0, line)})`).join("; ") ||
        "(no stack) (:0)",
      values.flatMap((value, index) => {
        const scaled = value * (FACTORS[types[index]?.[1] ?? ""] ?? 1);
        return [Math.max(0, scaled), Math.max(0, -scaled)];
      }),
    ]);
    const parsed = profiles.flatMap((profile) =>
      [...profile.nodes.parent.keys()].map((node): [string, number[]] => [
        stackText(profile, node).replace("libfast.so:0", ":0").replace("/usr/lib/:0", ":0"),
        valuesInFileOrder(profile, types, node),
      ]),
    );
    expect(sumsByKey(parsed)).toEqual(sumsByKey(rows));
  });
});

/** Per type of the file: what was added and what was taken away. */
function valuesInFileOrder(profile: TreeProfile, types: Expected["types"], node: number): number[] {
  // The default type, or else the last, comes first.
  const first = types.length === 4 ? 1 : types.length - 1;
  const order = [first, ...types.keys()].filter((type, at, all) => all.indexOf(type) === at);
  return types.flatMap((_, type) => {
    const at = order.indexOf(type);
    const decrease = profile.weights.findIndex(({ id }) => id === `${profile.weights[at]?.id}-decrease`);
    return [profile.nodes.self[at]?.[node] ?? 0, profile.nodes.self[decrease]?.[node] ?? 0];
  });
}

describe("pprof's traps", () => {
  const many = parseFixture("pprof/profiles/by-definition-many.pb");

  it("the default type comes first; units are those of the model, what is unknown is a count", () => {
    expect(many[0]?.weights.map(({ id, unit, label }) => [id, unit, label])).toEqual([
      ["cpu", "ns", "CPU time"],
      ["samples", "samples", "Samples"],
      ["bytes", "bytes", "alloc_space"],
      ["lock", "count", "lock (turns)"],
    ]);
    expect(many[0]?.weights[0]?.certainty).toEqual({ kind: "sampled", samples: 6 });
    expect(many[0] && weightTotal(many[0], "cpu")).toBe(60e6);
    expect(many[0] && weightTotal(many[0], "bytes")).toBe((64 + 2 ** 43) * 1024);
  });

  it("processes are profiles, threads are kept apart, by labels of text or number", () => {
    expect(many.map(({ pid }) => pid)).toEqual([7, 8]);
    expect(many.map((profile) => (profile.kind === "tree" ? profile.threads : []))).toEqual([
      [
        { id: "11", name: "MainThread" },
        { id: "12", name: "<b>" },
      ],
      [{ id: "13", name: "" }],
    ]);
  });

  it("inlined functions stand below the function they are inlined in; an address has its binary; line -1 is unknown", () => {
    const [first] = many;
    if (first?.kind !== "tree") throw new Error("not a tree");
    const stacks = [...first.nodes.parent.keys()].map((node) => stackText(first, node));
    expect(stacks).toContain("main (/srv/app/main.py:12); outer (/srv/app/fast.pyx:22); inlined (/srv/app/fast.pyx:4)");
    expect(stacks.some((stack) => stack.endsWith("; 0x7f0000001234 (/usr/lib/libfast.so:0)"))).toBe(true);
    expect(stacks).toContain("__proto__ (<img src=x onerror=alert(1)>:0)");
  });

  it("the time of one sample tells how many there were", () => {
    const profile = onlyTree(parseFixture("pprof/profiles/by-definition-pyroscope-names.pb"));
    expect(profile.weights[0]?.certainty).toEqual({ kind: "sampled", samples: 6 });
  });

  it("Pyroscope's names are taken apart", () => {
    const profile = onlyTree(parseFixture("pprof/profiles/by-definition-pyroscope-names.pb"));
    expect(stackText(profile, 3)).toBe(
      "total (:0); <module> (server.py:7); find - replace (lib/work.py:25); fast_function (lib/work.py:0)",
    );
  });

  it("a diff has what became less in weights of its own, and says so", () => {
    const profile = onlyTree(parseFixture("pprof/profiles/go-diff.pb"));
    expect(profile.weights.map(({ id }) => id)).toEqual(["bytes", "samples", "bytes-decrease", "samples-decrease"]);
    expect(profile.warnings).toEqual([expect.stringContaining("compares two profiles")]);
    expect(profile.nodes.self.every((column) => column.every((value) => value >= 0))).toBe(true);
  });

  it("a file that is cut off says where", () => {
    const bytes = readFixture("pprof/profiles/pyroscope-io.pb");
    expect(parseProfile(sourceOf(bytes.subarray(0, 300)))).toMatchObject({
      ok: false,
      message: expect.stringContaining("cut off"),
      offset: expect.any(Number),
    });
  });
});

/** Fields of a protobuf message: a number, or the bytes of text and messages. */
function message(...fields: [number: number, value: number | string | Uint8Array][]): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: number): void => {
    for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
    bytes.push(value);
  };
  for (const [number, value] of fields) {
    varint(number * 8 + (typeof value === "number" ? 0 : 2));
    if (typeof value === "number") varint(value);
    else {
      const content = typeof value === "string" ? new TextEncoder().encode(value) : value;
      varint(content.length);
      for (const byte of content) bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

describe("pprof files made by hand", () => {
  const type = message([1, 1], [2, 2]);
  const strings: [number, string][] = [
    [6, ""],
    [6, "wall"],
    [6, "ns"],
    [6, "f"],
  ];
  const location = message([1, 1], [4, message([1, 1], [2, 5])]);
  const func = message([1, 1], [2, 3]);

  it("may have their numbers unpacked", () => {
    const sample = message([1, 1], [1, 1], [2, 9]);
    const profile = onlyTree(
      profilesOf(sourceOf(message([1, type], [2, sample], [4, location], [5, func], ...strings))),
    );
    expect(stackText(profile, 1)).toBe("f (:5); f (:5)");
    expect(weightTotal(profile, "wall")).toBe(9);
  });

  it.each([
    ["a sample with two numbers of one", [2, message([1, 1], [2, 9], [2, 9])], "2 numbers, but 1"],
    ["a location that is not there", [2, message([1, 7], [2, 9])], "location that is not there"],
    ["a second location 1", [4, location], "same id"],
    ["a function that is not there", [4, message([1, 2], [4, message([1, 9])])], ""],
    ["a name outside the strings", [5, message([1, 3], [2, 99])], "outside the table of strings"],
    ["a sample that is a number", [2, 5], "A number stands where a message should be"],
    ["a field of number 0", [0, 5], "no possible number"],
  ] as const)("%s", (_, field, reason) => {
    const sample = message([1, 1], [2, 9]);
    const bytes = message([1, type], [2, sample], [4, location], [5, func], ...strings, [...field]);
    const outcome = parseProfile(sourceOf(bytes));
    // What no sample needs is not missed.
    if (reason === "") expect(outcome.ok).toBe(true);
    else expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });

  it("refuses inlined functions that multiply", () => {
    const big = message([1, 1], ...Array.from({ length: 3000 }, (): [number, Uint8Array] => [4, message([1, 1])]));
    const sample = message([1, new Uint8Array(3000).fill(1)], [2, 9]);
    const outcome = parseProfile(sourceOf(message([1, type], [2, sample], [4, big], [5, func], ...strings)));
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining("more frames") });
  });
});
