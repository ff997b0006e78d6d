import { createTreeBuilder } from "../../src/core/profile/builder.ts";
import type { TreeProfile } from "../../src/core/profile/model.ts";

/**
 * A profile drawn as columns, root on top: each column is one sample of 10 ms (the manner of Firefox profiler's
 * getProfileFromTextSamples). `main` is a function, `main:12` a function at a line, `main:12@lib.py` in another file;
 * functions are in `app.py` otherwise. Columns begin where the words of the longest row begin.
 */
export function profileFromColumns(drawing: string): TreeProfile {
  const rows = drawing.split("\n").filter((row) => row.trim() !== "");
  const starts = [...new Set(rows.flatMap((row) => [...row.matchAll(/\S+/g)].map((word) => word.index)))].sort(
    (a, b) => a - b,
  );
  const builder = createTreeBuilder({ format: "drawing", producer: "test", pid: 1 });
  const thread = builder.thread("1", "MainThread");
  for (const start of starts) {
    let node = -1;
    for (const row of rows) {
      const word = wordAt(row, start);
      if (word !== "") node = builder.node(node, frame(word), thread);
    }
    builder.add(node, 0, 10e6);
    builder.add(node, 1, 1);
  }
  const certainty = { kind: "sampled", samples: starts.length } as const;
  return builder.build([
    { id: "wall", label: "Time", unit: "ns", certainty },
    { id: "samples", label: "Samples", unit: "samples", certainty },
  ]);

  function frame(word: string): number {
    const [place = "", file = "app.py"] = word.split("@");
    const [name = "", line = "0"] = place.split(":");
    return builder.frame(builder.function(name, builder.file(file), 0), Number(line));
  }
}

function wordAt(row: string, start: number): string {
  if (start > 0 && /\S/.test(row[start - 1] ?? " ")) return "";
  return /^\S+/.exec(row.slice(start))?.[0] ?? "";
}
