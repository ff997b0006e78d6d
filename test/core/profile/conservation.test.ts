import fc from "fast-check";
import { expect, test } from "vitest";
import type { OriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { buildFlamegraph } from "../../../src/core/profile/flamegraph.ts";
import { treeFunctionTotals, treeLineHeat } from "../../../src/core/profile/line-heat.ts";
import type { Flamegraph } from "../../../src/core/profile/model.ts";
import { packFlamegraph, unpackFlamegraph } from "../../../src/core/profile/pack.ts";
import { functionRows } from "../../../src/core/profile/profile-rows.ts";
import { weightTotal } from "../../../src/core/profile/weights.ts";
import { checkTables } from "../../support/csv-tables.ts";
import { profileOf, type RandomProcess, randomProcesses } from "../../support/random-profiles.ts";
import { checkRoundTrips } from "../../support/round-trip.ts";

/** Whatever was measured is neither more nor less at the end of each step that it goes through. */

const classify: OriginClassifier = (file) => ({ path: null, origin: "own", package: file });

/** What the samples of a process come to in a weight: those that `counts` are summed. */
function sumOf({ samples, weights }: RandomProcess, id: string, counts: (sample: Sample) => boolean = () => true) {
  const weight = weights.findIndex((each) => each.id === id);
  return samples.reduce((sum, sample) => sum + (counts(sample) ? (sample.values[weight] ?? 0) : 0), 0);
}

type Sample = RandomProcess["samples"][number];

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

function weightIdsOf(processes: readonly RandomProcess[]): string[] {
  return [...new Set(processes.flatMap(({ weights }) => weights.map(({ id }) => id)))];
}

test("through the model: totals, functions and lines, recursion counted once", () => {
  fc.assert(
    fc.property(randomProcesses, (processes) => {
      for (const process of processes) {
        const profile = profileOf(process);
        const { functions, files } = profile;
        process.weights.forEach(({ id }, weight) => {
          expect(weightTotal(profile, id)).toBe(sumOf(process, id));
          const { self, total } = treeFunctionTotals(profile, weight);
          expect(sum(self)).toBe(sumOf(process, id));
          functions.name.forEach((name, index) => {
            const [file, firstLine] = [files[functions.file[index] ?? -1] ?? "", functions.firstLine[index]];
            const isIn = ({ stack }: Sample) =>
              stack.some((at) => at.name === name && at.file === file && at.firstLine === firstLine);
            expect(total[index]).toBe(sumOf(process, id, isIn));
          });
          const lines = treeLineHeat(profile, weight);
          const isPlaced = ({ stack }: Sample) => (stack.at(-1)?.line ?? 0) > 0 && stack.at(-1)?.file !== "";
          expect(sum(lines.self)).toBe(sumOf(process, id, isPlaced));
          lines.line.forEach((line, row) => {
            const file = files[lines.file[row] ?? -1];
            const isIn = ({ stack }: Sample) => stack.some((at) => at.line === line && at.file === file);
            expect(lines.total[row]).toBe(sumOf(process, id, isIn));
          });
        });
      }
    }),
    { numRuns: 60 },
  );
});

test("through the merge of several processes and the layout of its boxes", () => {
  fc.assert(
    fc.property(randomProcesses, fc.boolean(), (processes, byLine) => {
      const profiles = processes.map(profileOf);
      for (const id of weightIdsOf(processes)) {
        const total = sum(processes.map((process) => sumOf(process, id)));
        const graph = buildFlamegraph(profiles, id, classify, byLine);
        expect(graph?.total ?? 0).toBe(total);
        if (graph === null) continue;
        expect(sum(graph.self)).toBe(total);
        expectNested(graph);
        expect(sum(functionRows(profiles, id).map(({ self }) => self))).toBe(total);
      }
    }),
    { numRuns: 60 },
  );
});

/** Each box is as wide as what it holds, and lies within its parent. */
function expectNested(graph: Flamegraph): void {
  const below = new Float64Array(graph.start.length);
  graph.parent.forEach((parent, box) => {
    if (parent < 0) return;
    below[parent] = (below[parent] ?? 0) + (graph.totals[box] ?? 0);
    expect(graph.start[box]).toBeGreaterThanOrEqual(graph.start[parent] ?? 0);
    expect((graph.start[box] ?? 0) + (graph.totals[box] ?? 0)).toBeLessThanOrEqual(
      (graph.start[parent] ?? 0) + (graph.totals[parent] ?? 0),
    );
  });
  expect(graph.totals.map((total, box) => total - (graph.self[box] ?? 0))).toEqual(below);
}

test("through packing, to the last text", () => {
  fc.assert(
    fc.property(randomProcesses, (processes) => {
      const profiles = processes.map(profileOf);
      const graph = buildFlamegraph(profiles, weightIdsOf(processes)[0] ?? "", classify, true);
      if (graph === null) throw new Error("the first sample has a value in every weight");
      expect(unpackFlamegraph(packFlamegraph(graph))).toEqual(graph);
    }),
    { numRuns: 60 },
  );
});

test("through every output format and back, and in tables", () => {
  fc.assert(
    fc.property(randomProcesses, (processes) => {
      const profiles = processes.map(profileOf);
      checkRoundTrips(profiles);
      checkTables(profiles);
    }),
    { numRuns: 120 },
  );
});
