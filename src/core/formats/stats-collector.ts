import { createGraphBuilder, type GraphBuilder } from "../profile/builder.ts";
import type { CallNumbers } from "../profile/call-rows.ts";

/** Collects what a file of cProfile's statistics says, in the words of such files. */
export class StatsCollector {
  readonly builder: GraphBuilder = createGraphBuilder({ format: "pstats", producer: "cProfile", pid: null });
  /** By index of the function: whether it has an entry, and whether it calls another. */
  private readonly isKnown: boolean[] = [];
  private readonly isCaller: boolean[] = [];

  /** The index of a function. `~` is cProfile's word for "no file": built-ins and methods of C types. */
  key(file: string, line: number, name: string): number {
    const fileIndex = this.builder.file(file === "~" ? "" : file);
    return this.builder.function(name, fileIndex, line > 0 && line < 0x7fffffff ? Math.trunc(line) : 0);
  }

  function(index: number, numbers: CallNumbers): void {
    this.isKnown[index] = true;
    this.builder.addFunction(index, numbers);
  }

  edge(caller: number, callee: number, numbers: CallNumbers): void {
    this.isCaller[caller] = true;
    this.builder.addEdge(caller, callee, numbers);
  }

  /** Adds the callers that the file says nothing else of, once all is read; returns how many there are. */
  addMissing(): number {
    let missing = 0;
    this.isCaller.forEach((_, caller) => {
      if (this.isKnown[caller] === true) return;
      this.builder.addFunction(caller, UNKNOWN);
      missing += 1;
    });
    return missing;
  }
}

/** Counts are not known; times are sums, to which nothing is added. */
const UNKNOWN: CallNumbers = { calls: Number.NaN, primitiveCalls: Number.NaN, selfSeconds: 0, totalSeconds: 0 };
