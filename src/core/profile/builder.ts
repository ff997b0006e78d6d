import { type CallNumbers, createCallRows } from "./call-rows.ts";
import { createFloatColumn, createIntColumn } from "./columns.ts";
import { distinctPairs } from "./distinct-pairs.ts";
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
  const tables = createFunctionTables();
  const frames = createTripleTable();
  const nodes = createNodeTable();
  const threads: ThreadInfo[] = [];
  const self: ReturnType<typeof createFloatColumn>[] = [];
  const spans = { node: createIntColumn(), startNs: createFloatColumn(), durationNs: createFloatColumn() };

  return {
    file: tables.file,
    function: tables.function,
    frame: (functionIndex, line, column = 0) => frames.index(functionIndex, line, column),
    thread(id, name) {
      threads.push({ id, name });
      return threads.length - 1;
    },
    node: (parent, frame, thread) => nodes.index(parent, frame, thread),
    add(node, weightIndex, value) {
      while (self.length <= weightIndex) self.push(createFloatColumn());
      const column = self[weightIndex];
      column?.set(node, column.get(node) + value);
    },
    span(node, startNs, durationNs) {
      spans.node.push(node);
      spans.startNs.push(startNs);
      spans.durationNs.push(durationNs);
    },
    build(weights, warnings = []) {
      const frameColumns = frames.columns();
      const nodeColumns = nodes.columns();
      return {
        kind: "tree",
        ...header,
        files: tables.files(),
        functions: tables.functions(),
        frames: { function: frameColumns.a, line: frameColumns.b, column: frameColumns.c },
        threads: [...threads],
        nodes: {
          parent: nodeColumns.a,
          frame: nodeColumns.b,
          thread: nodeColumns.c,
          self: weights.map((_, index) => paddedTo(nodes.size, self[index]?.toArray())),
        },
        timeline:
          spans.node.length === 0
            ? null
            : {
                unit: "ns",
                node: spans.node.toArray(),
                startNs: spans.startNs.toArray(),
                durationNs: spans.durationNs.toArray(),
              },
        weights: [...weights],
        warnings: [...warnings],
      };
    },
  };
}

export function createGraphBuilder(header: ProfileHeader): GraphBuilder {
  const tables = createFunctionTables();
  const functionRows = { function: createIntColumn(), numbers: createCallRows() };
  const edgeRows = { caller: createIntColumn(), callee: createIntColumn(), numbers: createCallRows() };

  return {
    file: tables.file,
    function: tables.function,
    addFunction(functionIndex, numbers) {
      functionRows.function.push(functionIndex);
      functionRows.numbers.add(numbers);
    },
    addEdge(caller, callee, numbers) {
      edgeRows.caller.push(caller);
      edgeRows.callee.push(callee);
      edgeRows.numbers.add(numbers);
    },
    build(weights, warnings = []) {
      const functions = tables.functions();
      const count = functions.name.length;
      const pairs = distinctPairs(edgeRows.caller.toArray(), edgeRows.callee.toArray(), count);
      return {
        kind: "graph",
        ...header,
        files: tables.files(),
        functions,
        ...functionRows.numbers.sums(functionRows.function.toArray(), count),
        edges: { caller: pairs.a, callee: pairs.b, ...edgeRows.numbers.sums(pairs.pairOfRow, pairs.a.length) },
        weights: [...weights],
        warnings: [...warnings],
      };
    },
  };
}

function createFunctionTables() {
  const fileIds = new Map<string, number>();
  const nameIds = new Map<string, number>();
  const names: string[] = [];
  const functions = createTripleTable();

  return {
    file: (name: string): number => (name === "" ? -1 : intern(fileIds, name)),
    function(name: string, fileIndex: number, firstLine: number): number {
      const index = functions.index(intern(nameIds, name), fileIndex, firstLine);
      if (index === names.length) names.push(name);
      return index;
    },
    files: (): string[] => [...fileIds.keys()],
    functions(): FunctionTable {
      const { b: file, c: firstLine } = functions.columns();
      return { name: [...names], file, firstLine };
    },
  };
}

function intern(ids: Map<string, number>, text: string): number {
  const known = ids.get(text);
  if (known !== undefined) return known;
  ids.set(text, ids.size);
  return ids.size - 1;
}

function paddedTo(length: number, values: Float64Array | undefined): Float64Array {
  if (values?.length === length) return values;
  const padded = new Float64Array(length);
  if (values) padded.set(values.subarray(0, length));
  return padded;
}
