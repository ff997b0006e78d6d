import { readFile } from "node:fs/promises";
import { type Definitions, findDefinitions, refineFunctions } from "./definitions.ts";
import type { LoadedTree } from "./evidence.ts";
import type { FileFacts } from "./file-facts.ts";

/** Gives the functions of a tree their first lines from the sources on disk, where the profiler did not say them. */
export async function refineTree(tree: LoadedTree, facts: FileFacts): Promise<LoadedTree> {
  const { profile } = tree;
  if (profile.functions.firstLine.every((line) => line > 0)) return tree;
  const definitions = await Promise.all(
    profile.files.map(async (file): Promise<Definitions | null> => {
      const place = facts.place(file);
      if (place === null || !/\.pyw?$/i.test(place.path)) return null;
      return readFile(place.path, "utf8").then(findDefinitions, () => null);
    }),
  );
  return { ...tree, profile: refineFunctions(profile, (file) => definitions[file] ?? null) };
}
