import { treeFunctionTotals } from "../core/profile/line-heat.ts";
import type { GraphProfile, TreeProfile } from "../core/profile/model.ts";
import { lastPart } from "./definitions.ts";
import type { FunctionNumbers, FunctionWeight, LoadedGraph, LoadedTree, TracedNumbers } from "./evidence.ts";
import type { FileFacts } from "./file-facts.ts";

type Draft = Omit<FunctionNumbers, "sampled" | "traced"> & {
  name: string;
  readonly sampled: Map<string, FunctionWeight>;
  traced: TracedNumbers | null;
};

/**
 * One entry per function over all processes and profilers of a run. Values of several processes are summed; a function
 * is the same when file, first line and name (without its qualification) are.
 */
export function joinFunctions(
  trees: readonly LoadedTree[],
  graphs: readonly LoadedGraph[],
  facts: FileFacts,
): FunctionNumbers[] {
  const drafts = new Map<string, Draft>();
  for (const { profile } of trees) addTree(profile, (index) => draftOf(drafts, profile, index, facts));
  for (const { profile } of graphs) addGraph(profile, (index) => draftOf(drafts, profile, index, facts));
  return [...drafts.values()];
}

/** The id that `FunctionNumbers` has for a function of a profile. */
export function functionId(profile: TreeProfile | GraphProfile, index: number, facts: FileFacts): string {
  const { functions, files } = profile;
  const file = files[functions.file[index] ?? -1] ?? "";
  const where = facts.place(file)?.key ?? file;
  return `${where}\0${functions.firstLine[index] ?? 0}\0${lastPart(functions.name[index] ?? "")}`;
}

function draftOf(
  drafts: Map<string, Draft>,
  profile: TreeProfile | GraphProfile,
  index: number,
  facts: FileFacts,
): Draft {
  const id = functionId(profile, index, facts);
  const name = profile.functions.name[index] ?? "";
  const known = drafts.get(id);
  if (known !== undefined) {
    if (name.length > known.name.length) known.name = name;
    return known;
  }
  const file = profile.files[profile.functions.file[index] ?? -1] ?? "";
  const place = facts.place(file);
  const draft: Draft = {
    id,
    name,
    file,
    path: place?.path ?? null,
    key: place?.key ?? "",
    firstLine: profile.functions.firstLine[index] ?? 0,
    origin: facts.classify(file).origin,
    sampled: new Map(),
    traced: null,
  };
  drafts.set(id, draft);
  return draft;
}

function addTree(profile: TreeProfile, draft: (index: number) => Draft): void {
  profile.weights.forEach((weight, weightIndex) => {
    const { self, total, samples } = treeFunctionTotals(profile, weightIndex);
    for (let index = 0; index < total.length; index++) {
      if (!total[index]) continue;
      const { sampled } = draft(index);
      const before = sampled.get(weight.id);
      sampled.set(weight.id, {
        self: (before?.self ?? 0) + (self[index] ?? 0),
        total: (before?.total ?? 0) + (total[index] ?? 0),
        samples: weight.certainty.kind === "sampled" ? (before?.samples ?? 0) + (samples[index] ?? 0) : null,
      });
    }
  });
}

function addGraph(profile: GraphProfile, draft: (index: number) => Draft): void {
  for (let index = 0; index < profile.calls.length; index++) {
    const entry = draft(index);
    const before = entry.traced;
    entry.traced = {
      selfNs: (before?.selfNs ?? 0) + (profile.selfNs[index] ?? 0),
      totalNs: (before?.totalNs ?? 0) + (profile.totalNs[index] ?? 0),
      calls: (before?.calls ?? 0) + (profile.calls[index] ?? 0),
      primitiveCalls: (before?.primitiveCalls ?? 0) + (profile.primitiveCalls[index] ?? 0),
    };
  }
}
