import { type CallNumbers, createCallRows } from "./call-rows.ts";
import { createFloatColumn, createIntColumn } from "./columns.ts";
import { distinctPairs } from "./distinct-pairs.ts";
import { grownFloats } from "./grown.ts";
import type { FunctionTable, GraphProfile, ThreadInfo, TreeProfile, Weight } from "./model.ts";
import { createNodeTable } from "./node-table.ts";
import { createTripleTable } from "./triple-table.ts";

/** What a parser knows before it reads the first number. */
export interface ProfileHeader {
  readonly format: string;
  readonly producer: string;
  readonly pid: number | null;
}

/** Collects a call tree. Every `function`, `frame`, `node` call finds the existing entry or makes one. */
export interface TreeBuilder extends FunctionInterner {
  /** `line` is the executing line, 0 unknown; `column` is 1-based, 0 unknown. */
  frame(functionIndex: number, line: number, column?: number): number;
  thread(id: string, name: string): number;
  /** The child of `parent` (-1: a root) for this frame in this thread. */
  node(parent: number, frame: number, thread: number): number;
  /**
   * Takes over a tree of nodes that is whole, with the same numbers: each parent is smaller than its node, and a node's
   * children differ in frame or thread. Only before the first `node`; the arrays are the builder's from here on.
   */
  adoptNodes(parent: Int32Array, frame: Int32Array, thread: Int32Array): void;
  /** Adds to the node's own value in the weight with this index. */
  add(node: number, weightIndex: number, value: number): void;
  /** Adds to the timeline: the thread of `node` was there from `startNs` on. Adds nothing to any weight. */
  span(node: number, startNs: number, durationNs: number): void;
  build(weights: readonly Weight[], warnings?: readonly string[]): TreeProfile;
}

export interface FunctionInterner {
  /** Index of a file name as recorded; -1 for ''. */
  file(name: string): number;
  /** A function is (name, file, line of its definition); `firstLine` 0 unknown. */
  function(name: string, fileIndex: number, firstLine: number): number;
}

/** Collects a call graph. Numbers added twice for the same function or pair are summed. */
export interface GraphBuilder extends FunctionInterner {
  addFunction(functionIndex: number, numbers: CallNumbers): void;
  addEdge(caller: number, callee: number, numbers: CallNumbers): void;
  build(weights: readonly Weight[], warnings?: readonly string[]): GraphProfile;
}

export function createTreeBuilder(header: ProfileHeader): TreeBuilder {
  return new ColumnTreeBuilder(header);
}

export function createGraphBuilder(header: ProfileHeader): GraphBuilder {
  return new ColumnGraphBuilder(header);
}

class FunctionTables implements FunctionInterner {
  private readonly fileIds = new Map<string, number>();
  private readonly nameIds = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly table = createTripleTable();

  file(name: string): number {
    return name === "" ? -1 : intern(this.fileIds, name);
  }

  function(name: string, fileIndex: number, firstLine: number): number {
    const index = this.table.index(intern(this.nameIds, name), fileIndex, firstLine);
    if (index === this.names.length) this.names.push(name);
    return index;
  }

  protected files(): string[] {
    return [...this.fileIds.keys()];
  }

  protected functions(): FunctionTable {
    const { b: file, c: firstLine } = this.table.columns();
    return { name: [...this.names], file, firstLine };
  }
}

class ColumnTreeBuilder extends FunctionTables implements TreeBuilder {
  private readonly header: ProfileHeader;
  private readonly frames = createTripleTable();
  private readonly nodes = createNodeTable();
  private readonly threads: ThreadInfo[] = [];
  private readonly self: Float64Array[] = [];
  private readonly spans = { node: createIntColumn(), startNs: createFloatColumn(), durationNs: createFloatColumn() };

  constructor(header: ProfileHeader) {
    super();
    this.header = header;
  }

  frame(functionIndex: number, line: number, column = 0): number {
    return this.frames.index(functionIndex, line, column);
  }

  thread(id: string, name: string): number {
    this.threads.push({ id, name });
    return this.threads.length - 1;
  }

  node(parent: number, frame: number, thread: number): number {
    return this.nodes.index(parent, frame, thread);
  }

  adoptNodes(parent: Int32Array, frame: Int32Array, thread: Int32Array): void {
    this.nodes.adopt(parent, frame, thread);
  }

  add(node: number, weightIndex: number, value: number): void {
    while (this.self.length <= weightIndex) this.self.push(new Float64Array(FIRST_CAPACITY));
    let column = this.self[weightIndex] ?? NOTHING;
    if (node >= column.length) {
      column = grownFloats(column, Math.max(node + 1, column.length * 2));
      this.self[weightIndex] = column;
    }
    column[node] = (column[node] ?? 0) + value;
  }

  span(node: number, startNs: number, durationNs: number): void {
    this.spans.node.push(node);
    this.spans.startNs.push(startNs);
    this.spans.durationNs.push(durationNs);
  }

  build(weights: readonly Weight[], warnings: readonly string[] = []): TreeProfile {
    const frames = this.frames.columns();
    const nodes = this.nodes.columns();
    const { node, startNs, durationNs } = this.spans;
    return {
      kind: "tree",
      ...this.header,
      files: this.files(),
      functions: this.functions(),
      frames: { function: frames.a, line: frames.b, column: frames.c },
      threads: [...this.threads],
      nodes: {
        parent: nodes.a,
        frame: nodes.b,
        thread: nodes.c,
        self: weights.map((_, index) => withLength(this.nodes.size, this.self[index] ?? NOTHING)),
      },
      timeline:
        node.length === 0
          ? null
          : { unit: "ns", node: node.toArray(), startNs: startNs.toArray(), durationNs: durationNs.toArray() },
      weights: [...weights],
      warnings: [...warnings],
    };
  }
}

class ColumnGraphBuilder extends FunctionTables implements GraphBuilder {
  private readonly header: ProfileHeader;
  private readonly functionRows = { function: createIntColumn(), numbers: createCallRows() };
  private readonly edgeRows = { caller: createIntColumn(), callee: createIntColumn(), numbers: createCallRows() };

  constructor(header: ProfileHeader) {
    super();
    this.header = header;
  }

  addFunction(functionIndex: number, numbers: CallNumbers): void {
    this.functionRows.function.push(functionIndex);
    this.functionRows.numbers.add(numbers);
  }

  addEdge(caller: number, callee: number, numbers: CallNumbers): void {
    this.edgeRows.caller.push(caller);
    this.edgeRows.callee.push(callee);
    this.edgeRows.numbers.add(numbers);
  }

  build(weights: readonly Weight[], warnings: readonly string[] = []): GraphProfile {
    const functions = this.functions();
    const count = functions.name.length;
    const { functionRows, edgeRows } = this;
    const pairs = distinctPairs(edgeRows.caller.toArray(), edgeRows.callee.toArray(), count);
    return {
      kind: "graph",
      ...this.header,
      files: this.files(),
      functions,
      ...functionRows.numbers.sums(functionRows.function.toArray(), count),
      edges: { caller: pairs.a, callee: pairs.b, ...edgeRows.numbers.sums(pairs.pairOfRow, pairs.a.length) },
      weights: [...weights],
      warnings: [...warnings],
    };
  }
}

function intern(ids: Map<string, number>, text: string): number {
  const known = ids.get(text);
  if (known !== undefined) return known;
  ids.set(text, ids.size);
  return ids.size - 1;
}

const FIRST_CAPACITY = 16;
const NOTHING = new Float64Array(0);

/** The numbers cut off, or filled up with zeros. */
function withLength(length: number, values: Float64Array): Float64Array {
  return values.length < length ? grownFloats(values, length) : values.slice(0, length);
}
