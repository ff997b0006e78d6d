import fc from "fast-check";
import { createTreeBuilder } from "../../src/core/profile/builder.ts";
import type { TreeProfile, Weight } from "../../src/core/profile/model.ts";

/** What a run of one process would give: samples, each a stack of indices into `frames`, with a value per weight. */
export interface RandomProcess {
  readonly pid: number | null;
  readonly threads: readonly { readonly id: string; readonly name: string }[];
  readonly weights: readonly Weight[];
  readonly samples: readonly {
    readonly stack: readonly Frame[];
    readonly thread: number;
    readonly values: readonly number[];
  }[];
}

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
  readonly line: number;
  readonly column: number;
}

/** Names that are, in one format or another, something else than a name. */
const HOSTILE = [
  ...[
    "__proto__",
    "constructor",
    "",
    " ",
    " x ",
    "f 12",
    "f 12 5",
    "a;b",
    "a:b",
    "a,b",
    'say "hi"',
    "#x",
    "=cmd()",
    "\\u003b",
  ],
  ...[
    "two\nlines\r",
    "tab\there",
    "\0",
    "\u202eevil",
    "\ufeffmark",
    "a\u2028b",
    "\ud800",
    "\udfff\ud800",
    "🔥é",
    "مرحبا",
  ],
  ...[
    "<img src=x onerror=alert(1)>",
    "f (a.py:3)",
    "f (a.py)",
    "f (x",
    "f)",
    "f (void (int))",
    "(no name)",
    "a.py:f:3",
    "py::f:a.py",
  ],
  ...[
    'process 1:"x"',
    "thread (12): x",
    "thread (12)",
    "P77",
    "T1:2",
    "tid:5",
    "import time: x",
    "a.py:1 - f",
    "{(",
    "0",
  ],
];
const FILES = [
  "/a b/c.py",
  "C:\\x (86)\\y.py",
  "C:\\x:12",
  "x:12",
  "<frozen x>",
  "libc.so.6",
  "a(b.py",
  "a)b",
  "~",
  "b.py",
];
const GUARD: Frame = { name: "main", file: "/app/main.py", firstLine: 1, line: 2, column: 0 };
const EXACT = { kind: "exact" } as const;
const WEIGHTS: readonly Weight[] = [
  { id: "wall", label: "Time", unit: "ns", certainty: EXACT },
  { id: "cpu", label: "CPU time", unit: "ns", certainty: EXACT },
  { id: "samples", label: "Samples", unit: "samples", certainty: { kind: "sampled", samples: 1 } },
  { id: "calls", label: "Calls", unit: "calls", certainty: EXACT },
  { id: "bytes", label: "Memory", unit: "bytes", certainty: EXACT },
  { id: "bytes-freed", label: "Memory given back", unit: "bytes", certainty: EXACT },
  { id: "hits", label: "Hits", unit: "hits", certainty: EXACT },
  { id: "cached-imports", label: "Imports", unit: "count", certainty: EXACT },
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  fc.string({ unit: "binary", maxLength: 8 }),
);
const frame = fc.record({
  name: text,
  file: fc.oneof(fc.constant(""), fc.constantFrom(...FILES), text),
  firstLine: fc.constantFrom(0, 1, 7),
  line: fc.constantFrom(0, 1, 8, 0x7ffffffe),
  column: fc.constantFrom(0, 3),
});
const value = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 2 ** 30 }), fc.constant(2 ** 45));

/** A few processes. Stacks recur, recurse and share beginnings, since their frames are few; some are very deep. */
export const randomProcesses: fc.Arbitrary<RandomProcess[]> = fc
  .tuple(
    fc.array(frame, { minLength: 1, maxLength: 6 }),
    fc.uniqueArray(fc.nat({ max: 99_999 }), { minLength: 1, maxLength: 3 }),
  )
  .chain(([frames, pids]) =>
    fc.tuple(...pids.map((pid) => randomProcess(pid === 0 || pids.length === 1 ? null : pid, frames))),
  );

function randomProcess(pid: number | null, frames: readonly Frame[]): fc.Arbitrary<RandomProcess> {
  const one = fc.constantFrom(...frames);
  const stack = fc.oneof(
    { weight: 9, arbitrary: fc.array(one, { minLength: 1, maxLength: 9 }) },
    { weight: 1, arbitrary: fc.tuple(one, one, fc.nat({ max: 700 })).map(([a, b, depth]) => deep(a, b, depth)) },
  );
  const thread = fc.record({
    id: fc.oneof(fc.nat({ max: 9 }).map(String), fc.constantFrom("", "0x7F", "T 1\n2")),
    name: text,
  });
  const weights = fc.uniqueArray(fc.constantFrom(...WEIGHTS), { minLength: 1, maxLength: 4 });
  return fc
    .record({ threads: fc.array(thread, { minLength: 1, maxLength: 3 }), weights })
    .chain(({ threads, weights: chosen }) => {
      const values = fc.array(value, { minLength: chosen.length, maxLength: chosen.length });
      const sample = fc.record({ stack, thread: fc.nat({ max: threads.length - 1 }), values });
      // A text of stacks is known for what it is by its first lines: those are as a program's.
      const first = { stack: [GUARD, GUARD], thread: 0, values: chosen.map(() => 1) };
      return fc
        .array(sample, { maxLength: 12 })
        .map((samples) => ({ pid, threads, weights: chosen, samples: [first, ...samples] }));
    });
}

function deep(a: Frame, b: Frame, depth: number): Frame[] {
  return Array.from({ length: depth + 1 }, (_, index) => (index % 3 === 0 ? b : a));
}

/** The process as the builder makes it. */
export function profileOf({ pid, threads, weights, samples }: RandomProcess): TreeProfile {
  const builder = createTreeBuilder({ format: "random", producer: "test", pid });
  const indices = threads.map(({ id, name }) => builder.thread(id, name));
  for (const { stack, thread, values } of samples) {
    let node = -1;
    for (const { name, file, firstLine, line, column } of stack) {
      const owner = builder.function(name, builder.file(file), firstLine);
      node = builder.node(node, builder.frame(owner, line, column), indices[thread] ?? 0);
    }
    for (const [weight, amount] of values.entries()) builder.add(node, weight, amount);
  }
  return builder.build(weights);
}
