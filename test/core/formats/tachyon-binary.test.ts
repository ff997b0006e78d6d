import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, formatFixtures, parseFixture, readFixture, sourceOf } from "../../support/fixtures.ts";
import { onlyTree } from "../../support/stacks.ts";

interface Sample {
  readonly thread: string;
  readonly atUs: number;
  readonly frames: [name: string, file: string, line: number, column: number][];
}

const FIXTURES = formatFixtures("tachyon-binary");

it("has both byte orders and the layout of development versions", () => expect(FIXTURES).toHaveLength(3));

describe.each(FIXTURES)("%s", (fixture) => {
  const profile = onlyTree(parseFixture(fixture));
  const expected: Sample[] = JSON.parse(
    fixtureText(fixture.replace("/profiles/", "/expected/").replace(".bin", ".json")),
  );

  it("has every sample, its time, thread and stack, that went into the file", () => {
    const { nodes, frames, functions, files, threads, timeline } = profile;
    const parsed = [...(timeline?.node ?? [])].map((leaf, index): Sample => {
      const stack: Sample["frames"] = [];
      for (let at = leaf; at >= 0; at = nodes.parent[at] ?? -1) {
        const frame = nodes.frame[at] ?? 0;
        const known = frames.function[frame] ?? 0;
        const name = functions.name[known] ?? "";
        const file = files[functions.file[known] ?? -1] ?? "";
        if (name !== "(no stack)") stack.unshift([name, file, frames.line[frame] ?? 0, frames.column[frame] ?? 0]);
      }
      return {
        thread: threads[nodes.thread[leaf] ?? 0]?.id ?? "",
        atUs: (timeline?.startNs[index] ?? 0) / 1000,
        frames: stack,
      };
    });
    expect(inOrder(parsed)).toEqual(inOrder(expected));
  });

  it("counts each sample as one interval", () => {
    expect(weightTotal(profile, "samples")).toBe(expected.length);
    expect(weightTotal(profile, profile.weights[0]?.id ?? "")).toBe(expected.length * 1e6);
    expect(profile.weights[0]?.certainty).toEqual({ kind: "sampled", samples: expected.length });
  });

  it("has spans that end where the next begins, or after an interval", () => {
    const last = new Map<number, number>();
    for (const [index, node] of (profile.timeline?.node ?? []).entries()) {
      const thread = profile.nodes.thread[node] ?? 0;
      const start = profile.timeline?.startNs[index] ?? 0;
      const duration = profile.timeline?.durationNs[index] ?? 0;
      expect(start).toBeGreaterThanOrEqual(last.get(thread) ?? 0);
      expect(duration).toBeLessThanOrEqual(1e6);
      expect(duration).toBeGreaterThan(0);
      last.set(thread, start + duration);
    }
  });
});

function inOrder(samples: readonly Sample[]): Sample[] {
  return [...samples].sort((a, b) => a.thread.localeCompare(b.thread) || a.atUs - b.atUs);
}

describe("files of profiling.sampling", () => {
  const wall = readFixture("tachyon-binary/profiles/by-definition-wall.bin");

  it("say their Python, their kind of time and how much was lost", () => {
    const profile = onlyTree(parseFixture("tachyon-binary/profiles/by-definition-wall.bin"));
    expect(profile.producer).toBe("profiling.sampling@3.15.0");
    expect(profile.warnings).toEqual(["2.5 % of the samples could not be taken."]);
    const cpu = onlyTree(parseFixture("tachyon-binary/profiles/by-definition-cpu-big-endian.bin"));
    expect(cpu.weights.map(({ id }) => id)).toEqual(["cpu", "samples"]);
  });

  it.each([
    ["compressed samples", 56, [1], "--compression none"],
    ["another version", 4, [2], "version 2"],
    ["tables that are not there", 48, [0xff, 0xff, 0xff], "not whole"],
    ["another size", wall.length - 24, [1], "not whole"],
    ["a kind of sample that is not known", 64 + 12, [9], "not known (9)"],
    ["more strings than there are", wall.length - 32, [0xff, 0xff, 0xff], "ends outside"],
    ["more frames than there are", wall.length - 28, [0xff, 0xff, 0xff], "outside"],
  ])("%s: refused with the reason", (_, at, values, reason) => {
    const bytes = Uint8Array.from(wall);
    bytes.set(values, at);
    expect(parseProfile(sourceOf(bytes))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });

  it("cut off anywhere are refused as not whole", () => {
    for (const length of [5, 63, 96, 200, wall.length - 1])
      expect(parseProfile(sourceOf(wall.subarray(0, length)))).toMatchObject({
        ok: false,
        message: expect.stringContaining("not whole"),
      });
  });
});
