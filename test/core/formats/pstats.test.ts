import { describe, expect, it } from "vitest";
import type { GraphProfile, Profile } from "../../../src/core/profile/model.ts";
import { fixtureText, formatFixtures, parseFixture, profilesOf, sourceOf } from "../../support/fixtures.ts";

type Key = [file: string, line: number, name: string];
type Row = [key: Key, cc: number, nc: number, tt: string, ct: string, callers: [Key, number, number, string, string][]];

const VERSIONS = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

describe.each(VERSIONS)("cProfile's file of Python %s", (version) => {
  const profile = graphOf(parseFixture(`cprofile-${version}.pstats`));
  const expected: Row[] = JSON.parse(fixtureText(`cprofile-${version}.json`));

  it("has the functions and numbers that pstats reads, to the last bit", () => {
    const rows = expected.map(([key, cc, nc, tt, ct]) => [keyText(key), cc, nc, Number(tt), Number(ct)]);
    const parsed = profile.functions.name.map((_, index) => [
      keyText(keyOf(profile, index)),
      profile.primitiveCalls[index],
      profile.calls[index],
      profile.selfSeconds[index],
      profile.totalSeconds[index],
    ]);
    expect(sorted(parsed)).toEqual(sorted(rows));
  });

  it("has every pair of caller and callee, calls and primitive calls told apart", () => {
    const rows = expected.flatMap(([callee, , , , , callers]) =>
      callers.map(([caller, nc, cc, tt, ct]) => [keyText(caller), keyText(callee), nc, cc, Number(tt), Number(ct)]),
    );
    const { edges } = profile;
    const parsed = [...edges.caller].map((caller, edge) => [
      keyText(keyOf(profile, caller)),
      keyText(keyOf(profile, edges.callee[edge] ?? -1)),
      edges.calls[edge],
      edges.primitiveCalls[edge],
      edges.selfSeconds[edge],
      edges.totalSeconds[edge],
    ]);
    expect(sorted(parsed)).toEqual(sorted(rows));
  });

  it("counts the recursion of fib: 465 calls, one of them not recursive", () => {
    const fib = profile.functions.name.indexOf("fib");
    expect([profile.calls[fib], profile.primitiveCalls[fib]]).toEqual([465, 1]);
    const recursive = profile.edges.caller.findIndex(
      (caller, edge) => caller === fib && profile.edges.callee[edge] === fib,
    );
    expect([profile.edges.calls[recursive], profile.edges.primitiveCalls[recursive]]).toEqual([464, 2]);
  });

  it("warns of nothing", () => expect(profile.warnings).toEqual([]));
});

describe("a large file of cProfile", () => {
  const count = 3000;
  const profile = graphOf(profilesOf(sourceOf(chainOfCalls(count))));

  it("has every function once, also those that share a name", () => {
    const keys = profile.functions.name.map((_, index) => keyText(keyOf(profile, index)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(keys)).toEqual(new Set(Array.from({ length: count }, (_, index) => keyText(keyInChain(index)))));
  });

  it("has every caller where it belongs", () => {
    const parsed = [...profile.edges.caller].map((caller, edge) => {
      const callee = profile.edges.callee[edge] ?? -1;
      return [keyText(keyOf(profile, caller)), keyText(keyOf(profile, callee)), profile.edges.totalSeconds[edge]];
    });
    const expected = Array.from({ length: count - 1 }, (_, index) => {
      return [keyText(keyInChain(index)), keyText(keyInChain(index + 1)), (index + 1) / 8];
    });
    expect(sorted(parsed)).toEqual(sorted(expected));
  });
});

describe("unusual pstats files", () => {
  it("says that threads are mixed", () => {
    const profile = graphOf(parseFixture("cprofile-mixed-threads.pstats"));
    expect(profile.warnings).toEqual([expect.stringContaining("mixes the calls of all threads")]);
  });

  it("reads the files of the pure Python profiler: a code object as a name, plain numbers as edges", () => {
    const profile = graphOf(parseFixture("profile-module.pstats"));
    expect(profile.functions.name).toContain("spin");
    const fib = profile.functions.name.indexOf("fib");
    expect(profile.calls[fib]).toBe(465);
    const edge = profile.edges.callee.indexOf(fib);
    expect(profile.edges.calls[edge]).toBeGreaterThan(0);
    expect(profile.edges.totalNs[edge]).toBeNaN();
    expect(profile.files).toContain("work.py");
  });
});

interface Variant {
  readonly totalSeconds: string | null;
  /** An edge has four numbers, or one of calls. */
  readonly functions: [Key, number, number, string, string, [Key, number | [number, number, string, string]][]][];
}

const VARIANTS = formatFixtures("pstats");

it("has variants of Python 2.7 to 3.13, of marshal 0 to 4 and of pyinstrument", () =>
  expect(VARIANTS).toHaveLength(18));

describe.each(VARIANTS)("%s", (fixture) => {
  const profile = graphOf(parseFixture(fixture));
  const expected: Variant = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(".pstats", ".json")),
  );

  it("has the functions and callers that Python reads", () => {
    const functions = expected.functions.map(([key, cc, nc, tt, ct]) => [
      keyText(key),
      ...[cc, nc].map(countText),
      Number(tt),
      Number(ct),
    ]);
    const edges = expected.functions.flatMap(([callee, , , , , callers]) =>
      callers.map(([caller, numbers]) => {
        const [nc, cc, tt, ct] = typeof numbers === "number" ? [numbers] : numbers;
        return [keyText(caller), keyText(callee), countText(nc), countText(cc), secondsText(tt), secondsText(ct)];
      }),
    );
    const isKnown = new Set(functions.map(([key]) => key));
    const parsed = profile.functions.name.map((_, index) => [
      keyText(keyOf(profile, index)),
      ...[profile.primitiveCalls[index], profile.calls[index]].map(countText),
      profile.selfSeconds[index],
      profile.totalSeconds[index],
    ]);
    const parsedEdges = [...profile.edges.caller].map((caller, edge) => [
      keyText(keyOf(profile, caller)),
      keyText(keyOf(profile, profile.edges.callee[edge] ?? -1)),
      countText(profile.edges.calls[edge]),
      countText(profile.edges.primitiveCalls[edge]),
      secondsText(profile.edges.selfSeconds[edge]),
      secondsText(profile.edges.totalSeconds[edge]),
    ]);
    expect(sorted(parsed.filter(([key]) => isKnown.has(key)))).toEqual(sorted(functions));
    expect(sorted(parsedEdges)).toEqual(sorted(edges));
  });

  it("has the total time that pstats shows", () => {
    const total = profile.selfSeconds.reduce((sum, seconds) => sum + seconds, 0);
    const shown = expected.totalSeconds ?? String(expected.functions.reduce((sum, [, , , tt]) => sum + Number(tt), 0));
    expect(total).toBeCloseTo(Number(shown), 9);
  });
});

/** Unknown numbers have one text on both sides. */
function countText(count: number | undefined): string {
  return count === undefined || Number.isNaN(count) || count < 0 ? "unknown" : String(count);
}

function secondsText(seconds: string | number | undefined): string {
  return countText(seconds === undefined ? undefined : Number(seconds));
}

describe("variants of pstats files", () => {
  it("of 3.15's sampling profiler say so", () => {
    const profile = graphOf(parseFixture("pstats/profiles/by-definition-sampled.pstats"));
    expect(profile.warnings).toEqual([expect.stringContaining("sampling profiler made this file")]);
    expect(profile.weights.map(({ certainty }) => certainty.kind)).toEqual(["estimated", "estimated"]);
    expect(profile.functions.name).toHaveLength(3);
  });

  it("of pyinstrument are no exact numbers, and have no calls", () => {
    const profile = graphOf(parseFixture("pstats/profiles/pyinstrument.pstats"));
    expect(profile.weights.map(({ id, certainty }) => [id, certainty.kind])).toEqual([["wall", "estimated"]]);
  });

  it("with callers that have no statistics do not make up zeros", () => {
    const profile = graphOf(parseFixture("pstats/profiles/by-definition-missing-caller.pstats"));
    expect(profile.calls[profile.functions.name.indexOf("main")]).toBeNaN();
    expect(profile.warnings).toEqual([expect.stringContaining("1 callers have no statistics")]);
  });

  it("without folders say that they cannot be placed", () => {
    const profile = graphOf(parseFixture("pstats/profiles/added-and-stripped.pstats"));
    expect(profile.warnings).toEqual([expect.stringContaining("paths were stripped")]);
  });

  it("are the same in every version of marshal", () => {
    const texts = VARIANTS.filter((name) => /marshal-\d-python-3/.test(name)).map((name) => parseFixture(name));
    expect(texts).toHaveLength(5);
    for (const profiles of texts) expect(profiles).toEqual(texts[0]);
  });

  it("may have code whose constants are slices and frozen dicts, as 3.14 and 3.15 write them", () => {
    const text = (value: string): number[] =>
      [0x7a, value.length, ...value].map((part) => (typeof part === "number" ? part : part.charCodeAt(0)));
    const none = 0x4e;
    const slice = [0x3a, none, 0x69, 1, 0, 0, 0, none];
    const frozen = [0x7d, ...text("key"), none, 0x30];
    const constants = [0x29, 2, ...slice, ...frozen];
    const code = [
      0x63,
      ...new Array<number>(5 * 4).fill(0),
      ...[
        text(""),
        constants,
        [0x29, 0],
        [0x29, 0],
        text(""),
        text("app.py"),
        text("<module>"),
        text("<module>"),
      ].flat(),
      ...[1, 0, 0, 0],
      ...[text(""), text("")].flat(),
    ];
    const double = [0x67, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
    const one = [0x69, 1, 0, 0, 0];
    const key = [0x29, 3, ...text("app.py"), ...one, ...code];
    const entry = [0x29, 5, ...one, ...one, ...double, ...double, 0x7b, 0x30];
    const [profile] = profilesOf(sourceOf(Uint8Array.from([0x7b, ...key, ...entry, 0x30])));
    expect(profile?.functions.name).toEqual(["<module>"]);
    expect(profile?.kind === "graph" && [...profile.selfSeconds]).toEqual([1]);
  });
});

function graphOf(profiles: readonly Profile[]): GraphProfile {
  const [profile] = profiles;
  if (profile?.kind !== "graph") throw new Error("not a call graph");
  return profile;
}

function keyOf({ files, functions }: GraphProfile, index: number): Key {
  const file = functions.file[index] ?? -1;
  return [file < 0 ? "~" : (files[file] ?? ""), functions.firstLine[index] ?? 0, functions.name[index] ?? ""];
}

/** The pure Python profiler has no file for built-ins where cProfile has `~`. */
function keyText([file, line, name]: Key): string {
  return [file || "~", line, name].join("\n");
}

function sorted(rows: readonly unknown[][]): unknown[][] {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Two files; each tenth function is named as one of the other file. */
function keyInChain(index: number): Key {
  return [`/srv/file_${index % 2}.py`, index + 1, `function_${index - Number(index % 10 === 1)}`];
}

/** Functions that each call the next, as `marshal.dumps` writes them: texts and counts are referred to where they come again. */
function chainOfCalls(count: number): Uint8Array {
  const bytes: number[] = [0x7b];
  const references = new Map<string, number>();
  const word = (value: number): void => {
    bytes.push(...new Uint8Array(Int32Array.of(value).buffer));
  };
  const once = (id: string, write: () => void): void => {
    const known = references.get(id);
    if (known === undefined) {
      references.set(id, references.size);
      write();
    } else {
      bytes.push(0x72);
      word(known);
    }
  };
  const text = (value: string): void =>
    once(value, () => bytes.push(0x7a | 0x80, value.length, ...new TextEncoder().encode(value)));
  const calls = (value: number): void =>
    once(String(value), () => {
      bytes.push(0x69 | 0x80);
      word(value);
    });
  const key = ([file, line, name]: Key): void => {
    bytes.push(0x29, 3);
    text(file);
    bytes.push(0x69);
    word(line);
    text(name);
  };
  const numbers = (seconds: number): void => {
    for (const _ of "nc") calls(1);
    for (const _ of "tc") bytes.push(0x67, ...new Uint8Array(Float64Array.of(seconds).buffer));
  };
  for (let index = 0; index < count; index++) {
    key(keyInChain(index));
    bytes.push(0x29, 5);
    numbers(index / 8);
    bytes.push(0x7b);
    if (index > 0) {
      key(keyInChain(index - 1));
      bytes.push(0x29, 4);
      numbers(index / 8);
    }
    bytes.push(0x30);
  }
  bytes.push(0x30);
  return Uint8Array.from(bytes);
}
