import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collapsed } from "../../../src/core/export/collapsed.ts";
import { functionsCsv, linesCsv } from "../../../src/core/export/csv.ts";
import type { ExportFormat } from "../../../src/core/export/export-format.ts";
import { speedscope } from "../../../src/core/export/speedscope.ts";
import { createTreeBuilder } from "../../../src/core/profile/builder.ts";
import type { Profile, TreeProfile, Weight } from "../../../src/core/profile/model.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { parseFixture, profilesOf, textSource } from "../../support/fixtures.ts";
import { profilesText } from "../../support/golden.ts";

const HOSTILE = [
  "a;b",
  'say "hi"',
  "two\nlines\r",
  "<img src=x>",
  "=cmd()",
  "\u202eevil",
  "مرحبا",
  "🔥",
  "__proto__",
  "a,b",
];

const wall: Weight = { id: "wall", label: "Time", unit: "ns", certainty: { kind: "sampled", samples: 1 } };
const bytes: Weight = { id: "bytes", label: "Memory", unit: "bytes", certainty: { kind: "exact" } };

interface Sample {
  readonly stack: readonly { name: string; file: string; line: number }[];
  readonly thread: number;
  readonly ns: number;
}

function treeOf(samples: readonly Sample[], weights: readonly Weight[] = [wall], pid: number | null = 7): TreeProfile {
  const builder = createTreeBuilder({ format: "speedscope", producer: "Heatline", pid });
  const threads = [builder.thread("1", "Main"), builder.thread("2", 'of "two"\n')];
  for (const { stack, thread, ns } of samples) {
    let node = -1;
    for (const { name, file, line } of stack)
      node = builder.node(
        node,
        builder.frame(builder.function(name, builder.file(file), 0), line),
        threads[thread] ?? 0,
      );
    weights.forEach((_, weight) => {
      builder.add(node, weight, ns * (weight + 1));
    });
  }
  return builder.build(weights);
}

const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "grapheme", minLength: 1 }));
const anyFrame = fc.record({ name: text, file: fc.oneof(fc.constant(""), text), line: fc.nat({ max: 3 }) });
const anySample = fc.record({
  stack: fc.array(anyFrame, { minLength: 1, maxLength: 5 }),
  thread: fc.nat({ max: 1 }),
  ns: fc.integer({ min: 1, max: 1e9 }),
});

function written(format: ExportFormat, profiles: readonly Profile[], weights = format.weights(profiles)): string {
  const content = format.write(profiles, weights);
  if (typeof content !== "string") throw new Error("bytes, not text");
  return content;
}

/** Without the lines in which a reader says what it made of the file: producer, weights. */
const stacksText = (profiles: readonly Profile[]) =>
  profilesText(profiles)
    .split("\n")
    .filter((line) => !line.startsWith("weight "))
    .map((line) => line.replace(/ \d+$/, ""));

describe("speedscope", () => {
  test("random trees come back: stacks, threads, process, times", () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 20 }), (samples) => {
        const tree = treeOf(samples);
        const back = profilesOf(textSource(written(speedscope, [tree])));
        // The reader adds a weight, the number of samples, and takes the sums for samples in the order of time: the
        // format has no word for "in no order".
        const known = back.map((profile) =>
          profile.kind === "tree" ? { ...withFirstWeight(profile), timeline: null } : profile,
        );
        expect(profilesText(known)).toBe(profilesText([withFirstWeight(tree)]));
      }),
    );
  });

  test("a weight of another unit is a profile of its own, one of the same unit is left out", () => {
    const cpu: Weight = { ...wall, id: "cpu" };
    const tree = treeOf([{ stack: [{ name: "f", file: "f.py", line: 3 }], thread: 0, ns: 5 }], [wall, cpu, bytes]);
    expect(speedscope.weights([tree])).toEqual(["wall", "bytes"]);
    const back = profilesOf(textSource(written(speedscope, [tree])));
    expect(back.map((profile) => profile.weights[0]?.id)).toEqual(["wall", "bytes"]);
    expect([weightTotal(back[0]!, "wall"), weightTotal(back[1]!, "bytes")]).toEqual([5, 15]);
  });

  test("what py-spy wrote comes back", () => {
    const before = parseFixture("py-spy-subprocesses.speedscope.json");
    const back = profilesOf(textSource(written(speedscope, before, ["wall"])));
    expect(back.map((profile) => weightTotal(profile, "wall"))).toEqual(
      before.map((profile) => expect.closeTo(weightTotal(profile, "wall"), 0)),
    );
    expect(stacksText(back)).toEqual(stacksText(before).map((line) => line.replace(/by py-spy@\S+,/, "by Heatline,")));
  });

  test("spans that add up to the weight are written in the order of time, others are not", () => {
    const inOrder = (extraNs: number) => {
      const builder = createTreeBuilder({ format: "x", producer: "x", pid: null });
      const thread = builder.thread("1", "Main");
      const [f, g] = ["f", "g"].map((name) =>
        builder.node(-1, builder.frame(builder.function(name, -1, 0), 0, 4), thread),
      ) as [number, number];
      [f, g, f].forEach((node, index) => {
        builder.span(node, index * 10, 10);
        builder.add(node, 0, 10 + extraNs);
      });
      return JSON.parse(written(speedscope, [builder.build([wall])]));
    };
    expect(inOrder(0)).toMatchObject({
      shared: { frames: [{ name: "f", col: 4 }, { name: "g" }] },
      profiles: [{ samples: [[0], [1], [0]], weights: [10, 10, 10], endValue: 30, unit: "nanoseconds" }],
    });
    expect(inOrder(1).profiles).toMatchObject([{ samples: [[0], [1]], weights: [22, 11] }]);
  });

  test("a call graph is an estimate and says so; its total is kept", () => {
    const graph = parseFixture("cprofile-3.11.pstats");
    const file = written(speedscope, graph);
    expect(JSON.parse(file).profiles).toMatchObject([{ name: "estimated from a call graph" }]);
    const back = profilesOf(textSource(file));
    expect(weightTotal(back[0]!, "wall") / weightTotal(graph[0]!, "wall")).toBeCloseTo(1, 2);
  });

  test("a stack of 100,000 frames", () => {
    const stack = Array.from({ length: 100_000 }, () => ({ name: "f", file: "f.py", line: 1 }));
    const back = profilesOf(textSource(written(speedscope, [treeOf([{ stack, thread: 0, ns: 2 }])])));
    expect(weightTotal(back[0]!, "wall")).toBe(2);
  });
});

function withFirstWeight(tree: TreeProfile): TreeProfile {
  return { ...tree, weights: [wall], nodes: { ...tree.nodes, self: tree.nodes.self.slice(0, 1) } };
}

describe("collapsed", () => {
  test("py-spy's spelling; what would break a line is escaped", () => {
    const stack = [
      { name: "a;b", file: "/x y/m.py", line: 3 },
      { name: "two\nlines\r", file: "", line: 0 },
      { name: "<img src=x>", file: "\u202e🔥.py", line: 0 },
    ];
    expect(written(collapsed, [treeOf([{ stack, thread: 0, ns: 1.6 }])])).toBe(
      "a\\u003bb (/x y/m.py:3);two\\u000alines\\u000d;<img src=x> (\u202e🔥.py) 2\n",
    );
  });

  test("totals are conserved and every line is one stack as deep as it was", () => {
    fc.assert(
      fc.property(fc.array(anySample, { maxLength: 20 }), (samples) => {
        const lines = written(collapsed, [treeOf(samples), treeOf(samples)])
          .split("\n")
          .slice(0, -1);
        const total = lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
        expect(total).toBe(2 * samples.reduce((sum, { ns }) => sum + ns, 0));
        const depths = (of: number[]) => [...new Set(of)].sort();
        expect(depths(lines.map((line) => line.split(";").length))).toEqual(
          depths(samples.map(({ stack }) => stack.length)),
        );
      }),
    );
  });
});

describe("CSV", () => {
  test("cells are quoted, formulas are text, unknown lines are empty", () => {
    const stack = [{ name: 'say "hi", you\n', file: "=cmd()", line: 0 }];
    const more = [...stack, { name: "@f", file: "-m.py", line: 2 }];
    const tree = treeOf([
      { stack, thread: 0, ns: 1 },
      { stack: more, thread: 0, ns: 2.5 },
    ]);
    expect(written(functionsCsv, [tree])).toBe(
      `file,line,function,self_ns,total_ns,calls\r\n'=cmd(),,"say ""hi"", you\n",1,3.5,\r\n'-m.py,,'@f,2.5,2.5,\r\n`,
    );
    expect(written(linesCsv, [tree])).toContain("'-m.py,2,'@f,2.5,2.5\r\n");
  });

  test("functions of cProfile are exact, calls included", () => {
    const [graph] = parseFixture("cprofile-3.11.pstats");
    if (graph?.kind !== "graph") throw new Error("not a call graph");
    const rows = written(functionsCsv, [graph]).trimEnd().split("\r\n").slice(1);
    const numbers = rows.map((row) => row.split(",").slice(-3).join(","));
    expect(numbers.sort()).toEqual(
      graph.functions.name.map((_, i) => `${graph.selfNs[i]},${graph.totalNs[i]},${graph.calls[i]}`).sort(),
    );
  });
});
