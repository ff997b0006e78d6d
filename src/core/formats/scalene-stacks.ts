import type { TreeBuilder } from "../profile/builder.ts";
import { lineOr0, requireAmount, requireArray, requireObject, stringOr } from "./json.ts";
import { type FunctionNamer, unescaped } from "./scalene-functions.ts";

/** Where frames go: Scalene does not tell threads apart. */
export interface Place {
  readonly builder: TreeBuilder;
  readonly thread: number;
  readonly namer: FunctionNamer;
}

interface StackFrame {
  readonly path: string;
  readonly name: string;
  readonly line: number;
}

/** Frames root first with the value of the leaf. */
interface Stack {
  readonly frames: readonly StackFrame[];
  readonly value: number;
}

/**
 * `stacks`: `[["path function:line;", ...], {count, cpu_samples, ...}]`, `cpu_samples` being the share of all samples.
 * Early versions have the count alone. `stacks` is in nanoseconds, `counts` in samples.
 */
export function readCpuStacks(
  value: unknown,
  elapsedSeconds: number,
): { readonly stacks: Stack[]; readonly counts: Stack[]; readonly total: number } {
  const stacks: Stack[] = [];
  const counts: Stack[] = [];
  let total = 0;
  for (const entry of requireArray(value ?? [], "'stacks'")) {
    const [texts, numbers] = requireArray(entry, "A stack");
    const frames = requireArray(texts, "The frames of a stack").map((text) => readFrameText(stringOr(text, "")));
    const stats = typeof numbers === "number" ? { count: numbers } : requireObject(numbers, "The numbers of a stack");
    const share = stats["cpu_samples"];
    if (share !== undefined)
      stacks.push({ frames, value: requireAmount(share, "'cpu_samples' of a stack") * elapsedSeconds * 1e9 });
    counts.push({ frames, value: requireAmount(stats["count"], "'count' of a stack") });
    total += counts.at(-1)?.value ?? 0;
  }
  return { stacks, counts, total };
}

/** `path function:line;`: paths and names may hold spaces and colons (`C:\`), names in `<locals>` have no space. */
function readFrameText(text: string): StackFrame {
  const colon = text.lastIndexOf(":");
  const space = text.lastIndexOf(" ", colon);
  if (colon < 0 || space < 0) return { path: "", name: text, line: 0 };
  const line = lineOr0(Number.parseInt(text.slice(colon + 1), 10));
  return { path: text.slice(0, space), name: unescaped(text.slice(space + 1, colon)), line };
}

/** `memory_stacks` of 2.x: `[[{display_name, filename_or_module, line}, ...], MB]`. */
export function readMemoryStacks(value: unknown, bytesPerMb: number): Stack[] {
  return requireArray(value ?? [], "'memory_stacks'").map((entry) => {
    const [frames, mb] = requireArray(entry, "A memory stack");
    return {
      frames: requireArray(frames, "The frames of a memory stack").map(readFrameObject),
      value: requireAmount(mb, "The size of a memory stack") * bytesPerMb,
    };
  });
}

function readFrameObject(value: unknown): StackFrame {
  const frame = requireObject(value, "A frame");
  return {
    path: stringOr(frame["filename_or_module"], ""),
    name: unescaped(stringOr(frame["display_name"], "(no name)")),
    line: lineOr0(frame["line"]),
  };
}

/**
 * Adds stacks to one weight. Returns a function that says what of a line's value the stacks that end there do not explain.
 */
export function addStacks(
  { builder, thread, namer }: Place,
  stacks: readonly Stack[],
  weight: number,
): (path: string, line: number, value: number) => number {
  const explained = new Map<string, number>();
  for (const { frames, value } of stacks) {
    let node = -1;
    for (const { path, name, line } of frames) {
      const index = builder.function(name, builder.file(path), namer.firstLine(path, name));
      node = builder.node(node, builder.frame(index, line), thread);
    }
    const leaf = frames.at(-1);
    if (leaf === undefined) continue;
    builder.add(node, weight, value);
    const key = `${leaf.path}:${leaf.line}`;
    explained.set(key, (explained.get(key) ?? 0) + value);
  }
  return (path, line, value) => {
    const rest = value - (explained.get(`${path}:${line}`) ?? 0);
    // Below a thousandth it is rounding: stacks of memory have six decimals.
    return rest > value * 1e-3 ? rest : 0;
  };
}
