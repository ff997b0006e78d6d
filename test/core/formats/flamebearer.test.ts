import { describe, expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import type { Profile, TreeProfile } from "../../../src/core/profile/model.ts";
import { weightIndex, weightTotal } from "../../../src/core/profile/weights.ts";
import { fixtureText, parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";

describe.each([
  ["single", ["samples"], [1]],
  ["single", ["wall"], [10e6]],
  ["nanoseconds", ["wall"], [1]],
  ["bytes", ["bytes"], [1]],
  ["double", ["before-samples", "samples"], [1, 1]],
  ["double", ["before-wall", "wall"], [10e6, 10e6]],
])("flamebearer, %s", (name, weights, factors) => {
  const profile = treeOf(parseFixture(`flamebearer/profiles/${name}-by-definition.json`));
  const sides: [stack: string[], value: number][][] = JSON.parse(
    fixtureText(`flamebearer/expected/${name}-by-definition.json`),
  );

  it.each(weights.map((weight, side) => [weight, side] as const))("%s: the stacks it was made of", (weight, side) => {
    const expected = (sides[side] ?? []).map(([stack, value]) => [stack.join(" > "), value * (factors[side] ?? 0)]);
    expect(stacksOf(profile, weight)).toEqual(Object.fromEntries(expected));
  });
});

describe("flamebearer files", () => {
  it("have files and lines in names, where they are there", () => {
    const { files, functions, frames } = treeOf(parseFixture("flamebearer/profiles/double-by-definition.json"));
    expect(files).toEqual(["app.py", "lib/größe - u.py", "lib/u.py", "<frozen importlib._bootstrap>"]);
    expect([...functions.name].sort()).toEqual(["<lambda>", "_load", "gc", "gc - sweep", "main", "spin"]);
    expect(frames.line[functions.name.indexOf("<lambda>")]).toBe(0);
    expect(frames.line[functions.name.indexOf("spin")]).toBe(21);
    expect(functions.file[functions.name.indexOf("gc - sweep")]).toBe(-1);
  });

  it("say what is sampled, and how often", () => {
    const single = treeOf(parseFixture("flamebearer/profiles/single-by-definition.json"));
    expect(single.weights.map(({ id, certainty }) => [id, certainty])).toEqual([
      ["wall", { kind: "sampled", samples: 38 }],
      ["samples", { kind: "sampled", samples: 38 }],
    ]);
    const double = treeOf(parseFixture("flamebearer/profiles/double-by-definition.json"));
    expect(double.warnings).toEqual([expect.stringContaining("compares two profiles")]);
    expect(double.weights.map(({ certainty }) => certainty.kind === "sampled" && certainty.samples)).toEqual([
      38, 38, 24, 24,
    ]);
    expect(treeOf(parseFixture("flamebearer/profiles/bytes-by-definition.json")).weights[0]?.certainty.kind).toBe(
      "estimated",
    );
  });

  const file = (levels: unknown, names: unknown = ["total", "a"], units = "samples") =>
    JSON.stringify({
      flamebearer: { names, levels, numTicks: 3 },
      metadata: { format: "single", units, sampleRate: 0 },
    });

  it("with something counted for the whole have it as a function", () => {
    const profile = treeOf(
      profilesOf(
        textSource(
          file([
            [0, 3, 1, 0],
            [1, 2, 2, 1],
          ]),
        ),
      ),
    );
    expect(stacksOf(profile, "samples")).toEqual({ total: 1, "total > a": 2 });
  });

  it("of units that only they have keep them", () => {
    const profile = treeOf(profilesOf(textSource(file([[0, 3, 3, 1]], ["total", "a"], "exceptions"))));
    expect(profile.weights).toMatchObject([{ id: "exceptions", unit: "count" }]);
    expect(weightTotal(profile, "exceptions")).toBe(3);
  });

  it.each([
    [
      "a bar without one above it",
      file([
        [0, 3, 0, 0],
        [0, 4, 4, 1],
      ]),
      "has none above it",
    ],
    ["a level that is cut off", file([[0, 3, 0]]), "4 values for each bar"],
    ["a name that is not there", file([[0, 3, 3, 7]]), "A name points outside"],
    ["a negative total", file([[0, -3, 3, 0]]), "not negative"],
    ["levels that are none", file([3]), "A level should be a list"],
  ])("with %s are refused", (_, text, reason) => {
    expect(parseProfile(textSource(text))).toMatchObject({ ok: false, message: expect.stringContaining(reason) });
  });
});

function treeOf([profile]: readonly Profile[]): TreeProfile {
  if (profile?.kind !== "tree") throw new Error("not a tree");
  return profile;
}

/** Own values by stack, with names as Pyroscope writes them. */
function stacksOf(profile: TreeProfile, weight: string): Record<string, number> {
  const { nodes, frames, functions, files } = profile;
  const texts: string[] = [];
  const stacks: Record<string, number> = {};
  nodes.parent.forEach((parent, node) => {
    const frame = nodes.frame[node] ?? 0;
    const index = frames.function[frame] ?? 0;
    const file = files[functions.file[index] ?? -1] ?? "";
    const line = frames.line[frame] || (file.startsWith("<") ? "" : -1);
    const text = file === "" ? `${functions.name[index]}` : `${file}${line && `:${line}`} - ${functions.name[index]}`;
    texts.push(parent < 0 ? text : `${texts[parent]} > ${text}`);
    const self = nodes.self[weightIndex(profile, weight)]?.[node] ?? 0;
    if (self > 0) stacks[texts[node] ?? ""] = self;
  });
  return stacks;
}
