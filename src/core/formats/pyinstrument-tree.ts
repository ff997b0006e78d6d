import type { TreeBuilder } from "../profile/builder.ts";
import { lineOr0, requireAmount, requireArray, requireObject, stringOr } from "./json.ts";
import { functionOf, lineOfAttribute, readFrameInfo } from "./pyinstrument-frame.ts";
import { type LineSeconds, type Part, type Piece, placeOnLines } from "./pyinstrument-lines.ts";

/** One frame of a tree of pyinstrument's, not yet placed. `seconds` includes its callees. */
interface TreeFrame {
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
  readonly seconds: number;
  /** Seconds per executing line, callees included; empty where the file does not say. */
  readonly lines: readonly LineSeconds[];
  readonly children: readonly unknown[];
}

type ReadFrame = (value: unknown) => TreeFrame;

/** A frame of `frame_tree`: identifier, and attributes with the seconds for which each was seen. */
export function readIdentifiedFrame(value: unknown): TreeFrame {
  const frame = requireObject(value, "A frame");
  const lines: LineSeconds[] = [];
  for (const [attribute, seconds] of Object.entries(requireObject(frame["attributes"] ?? {}, "'attributes'"))) {
    const line = lineOfAttribute(attribute);
    if (line > 0) lines.push({ line, seconds: requireAmount(seconds, "The time of a line") });
  }
  const { name, file, firstLine } = readFrameInfo(stringOr(frame["identifier"], ""));
  return { name, file, firstLine, lines, ...timesOf(frame["time"], frame["children"]) };
}

/** A frame of `root_frame`: `line_no` is the line of the definition. */
export function readRenderedFrame(value: unknown): TreeFrame {
  const frame = requireObject(value, "A frame");
  return {
    ...functionOf(stringOr(frame["function"], ""), stringOr(frame["file_path"], ""), lineOr0(frame["line_no"])),
    lines: [],
    ...timesOf(frame["time"], frame["children"]),
  };
}

function timesOf(time: unknown, children: unknown): { seconds: number; children: readonly unknown[] } {
  return { seconds: requireAmount(time, "The time of a frame"), children: requireArray(children, "'children'") };
}

/** A tree in preorder, in which every frame's time is that of its children: own time is a child named `[self]`. */
interface Flat {
  readonly frames: TreeFrame[];
  /** One past the last frame of each frame's subtree. */
  readonly end: number[];
}

/** A frame to be placed below `parent`, with the share of its time that belongs there. */
interface Visit {
  readonly index: number;
  readonly parent: number;
  readonly thread: number;
  readonly share: number;
  /** False for further copies of a frame that several lines called: the timeline shows it once. */
  readonly isFirst: boolean;
}

const SELF = "[self]";
/** Times are written with six decimals: what is left below that per child is rounding. */
const ROUNDING_SECONDS = 1e-6;
/** Callees of several lines are copied to each of them, but all copies together are at most this many times the tree. */
const MOST_COPIES = 2;

const NO_SAMPLES = "Nothing was sampled.";
const GUESSED =
  "The file says how long each line took but not which line called what: where the times do not tell, calls were " +
  "shared out among the lines of their function.";

/**
 * Adds a tree to the builder: own times in its weight 0, in nanoseconds, with spans where the tree `isInOrder` of time.
 * A frame with seconds per line becomes one node per line. Returns warnings.
 */
export function addFrameTree(builder: TreeBuilder, root: unknown, read: ReadFrame, isInOrder: boolean): string[] {
  if (root === null || root === undefined) return [NO_SAMPLES];
  const tree = flatten(root, read);
  const place = createPlacer(builder, tree);
  let clockNs = 0;
  let anyGuess = false;
  const visits: Visit[] = [{ index: 0, parent: -1, thread: -1, share: 1, isFirst: true }];
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const frame = tree.frames[visit.index];
    if (frame === undefined) continue;
    if (frame.name === SELF && visit.parent >= 0) {
      builder.add(visit.parent, 0, frame.seconds * visit.share * 1e9);
      if (!isInOrder || !visit.isFirst) continue;
      builder.span(visit.parent, clockNs, frame.seconds * 1e9);
      clockNs += frame.seconds * 1e9;
    } else {
      const { below, isGuess } = place(frame, visit);
      anyGuess ||= isGuess;
      for (const next of below.reverse()) visits.push(next);
    }
  }
  return anyGuess ? [GUESSED] : [];
}

/** Makes a function that makes the nodes of a frame and says where its children go. */
function createPlacer(builder: TreeBuilder, tree: Flat) {
  let copiesLeft = MOST_COPIES * tree.frames.length;
  const mayCopy = (index: number): boolean => {
    const size = (tree.end[index] ?? 0) - index;
    if (size > copiesLeft) return false;
    copiesLeft -= size;
    return true;
  };

  return (frame: TreeFrame, visit: Visit): { below: Visit[]; isGuess: boolean } => {
    const children = childrenOf(tree, visit.index);
    if (frame.file === "<thread>" || frame.name === "[root]") {
      const thread = frame.file === "<thread>" ? builder.thread(String(frame.firstLine), frame.name) : visit.thread;
      return { below: children.map((index) => ({ ...visit, index, thread })), isGuess: false };
    }
    const thread = visit.thread < 0 ? builder.thread("", "") : visit.thread;
    const index = builder.function(frame.name, builder.file(frame.file), frame.firstLine);
    const lines = frame.lines.length > 0 ? frame.lines : [{ line: 0, seconds: frame.seconds }];
    const nodes = lines.map(({ line }) => builder.node(visit.parent, builder.frame(index, line), thread));
    const { pieces, isGuess } = placeOnLines(
      children.map((child) => partOf(tree.frames[child])),
      lines,
    );
    const below = children.flatMap((child, part) => {
      const all = pieces[part] ?? [];
      return (all.length <= 1 || mayCopy(child) ? all : [largest(all)]).map(({ line, share }, copy) => ({
        index: child,
        parent: nodes[line] ?? -1,
        thread,
        share: visit.share * share,
        isFirst: visit.isFirst && copy === 0,
      }));
    });
    return { below, isGuess };
  };
}

function partOf(frame: TreeFrame | undefined): Part {
  if (frame === undefined || frame.name === SELF) return { key: "", seconds: frame?.seconds ?? 0 };
  return { key: `${frame.name}\0${frame.file}\0${frame.firstLine}`, seconds: frame.seconds };
}

/** The whole part at the line that has most of it. */
function largest(pieces: readonly Piece[]): Piece {
  const { line } = pieces.reduce((most, piece) => (piece.share > most.share ? piece : most));
  return { line, share: 1 };
}

function childrenOf({ end }: Flat, index: number): number[] {
  const children: number[] = [];
  const last = end[index] ?? 0;
  for (let child = index + 1; child < last; child = end[child] ?? last) children.push(child);
  return children;
}

function flatten(root: unknown, read: ReadFrame): Flat {
  const tree: Flat = { frames: [], end: [] };
  // An index closes the frame that has it: all its children have been added by then.
  const pending: ({ readonly value: unknown } | { readonly close: number })[] = [{ value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ("close" in next) {
      addRest(tree, next.close);
      tree.end[next.close] = tree.frames.length;
      continue;
    }
    const frame = read(next.value);
    pending.push({ close: tree.frames.length });
    tree.frames.push(frame);
    for (let at = frame.children.length - 1; at >= 0; at--) pending.push({ value: frame.children[at] });
  }
  return tree;
}

/** Adds what a frame's children do not explain as its own time: the last child. */
function addRest(tree: Flat, index: number): void {
  const frame = tree.frames[index];
  if (frame === undefined || frame.name === SELF) return;
  let rest = frame.seconds;
  let children = 0;
  for (let child = index + 1; child < tree.frames.length; child = tree.end[child] ?? tree.frames.length) {
    rest -= tree.frames[child]?.seconds ?? 0;
    children += 1;
  }
  if (rest <= ROUNDING_SECONDS * children) return;
  tree.frames.push({ name: SELF, file: "", firstLine: 0, seconds: rest, lines: [], children: [] });
  tree.end.push(tree.frames.length);
}
