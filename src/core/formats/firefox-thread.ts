/** A thread of a Firefox profile, whichever version of the format it came in. */
export interface FirefoxThread {
  /** As the file has it: threads with the same one belong together. */
  readonly pid: string;
  readonly tid: string;
  readonly name: string;
  readonly stacks: StackTable;
  readonly samples: FirefoxSamples;
}

export interface StackTable {
  /** Parent of a stack, always before it in the table; -1 for a root. */
  readonly prefix: Int32Array;
  /** Index of the leaf frame of each stack. */
  readonly frame: Int32Array;
  /** Throws `FormatError` where the index is outside the table. */
  readFrame(index: number): FirefoxFrame;
}

/** Lines are 0 where unknown; the column is as the file has it. */
export interface FirefoxFrame {
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
  readonly line: number;
  readonly column: unknown;
}

/** Columns of one length, except where empty. */
export interface FirefoxSamples {
  /** -1 where the thread was idle. */
  readonly stack: Int32Array;
  readonly timeMs: Float64Array;
  /** Empty: each sample weighs 1. */
  readonly weight: Float64Array;
  /** `samples`, `tracing-ms` or `bytes`. */
  readonly weightType: string;
  /** Processor time since the sample before, in the unit that the profile names; empty where it was not measured. */
  readonly cpuDelta: Float64Array;
}

/** What the file says for all threads of a process. */
export interface FirefoxMeta {
  readonly producer: string;
  /** Python 3.15's sampler. */
  readonly isTachyon: boolean;
  /** 0 unknown. */
  readonly intervalMs: number;
  readonly startMs: number;
  /** Nanoseconds per unit of a processor time; 0 where the unit is not one of time. */
  readonly cpuNs: number;
}
