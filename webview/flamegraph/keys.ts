import type { Surroundings } from "./surroundings.ts";

/** What keys do, once: the page acts on this list and the dialog shows it. */
export type KeyAction =
  | "parent"
  | "child"
  | "previous"
  | "next"
  | "zoom"
  | "out"
  | "zoomIn"
  | "zoomOut"
  | "root"
  | "open"
  | "openBeside"
  | "nextMatch"
  | "previousMatch"
  | "search"
  | "turn"
  | "focus"
  | "time"
  | "only"
  | "help";

/** Keys of the graph, while it has the focus. */
const GRAPH_KEYS: Readonly<Record<string, KeyAction>> = {
  ArrowUp: "parent",
  ArrowDown: "child",
  ArrowLeft: "previous",
  ArrowRight: "next",
  Enter: "zoom",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  Home: "root",
};

/** Keys that work everywhere but in fields. */
const PAGE_KEYS: Readonly<Record<string, KeyAction>> = {
  Escape: "out",
  o: "open",
  O: "openBeside",
  n: "nextMatch",
  N: "previousMatch",
  p: "previousMatch",
  "/": "search",
  b: "turn",
  f: "focus",
  t: "time",
  h: "only",
  "?": "help",
};

export function graphAction(event: KeyboardEvent): KeyAction | undefined {
  return plain(event) ? GRAPH_KEYS[event.key] : undefined;
}

export function pageAction(event: KeyboardEvent): KeyAction | undefined {
  return plain(event) ? PAGE_KEYS[event.key] : undefined;
}

/** Chords belong to the editor. */
function plain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
}

interface KeySection {
  readonly title: string;
  readonly rows: readonly (readonly [keys: string, does: string])[];
}

/** For the dialog: keys, what they do. */
export function keyHelp(surroundings: Surroundings): readonly KeySection[] {
  const opens = surroundings === "editor";
  const where = (...rows: KeySection["rows"]): KeySection["rows"] => (opens ? rows : []);
  return [
    {
      title: "In the graph",
      rows: [
        ["↑ ↓", "Caller, heaviest callee"],
        ["← →", "Heavier, lighter neighbour; in order of time the one before, after"],
        ["Enter", "Zoom to the selected frame"],
        ["Escape", "Zoom out one step"],
        ["+ -", "Zoom in, zoom out"],
        ["Home", "Show everything"],
      ],
    },
    {
      title: "Everywhere",
      rows: [
        ...where(["O", "Open the source of the selected frame"], ["Shift O", "Open it beside"]),
        ["/", "Search: plain text, or /regular expression/"],
        ["N P", "Next, previous match"],
        ["F", "Show the selected function alone, over all stacks; Escape shows everything again"],
        ["B", "Turn the graph upside down: from what took the time up to who called it"],
        ["T", "In order of time, and back"],
        ...where(["H", "Look only at what passes through the selected function: the heat on the lines, too"]),
        ["?", "This list"],
      ],
    },
    {
      title: "In the lanes of the threads",
      rows: [
        ["← →", "Move the part of the time that is looked at"],
        ["Shift ← →", "Move its end"],
        ["Enter, Escape", "Look at this part only; at everything again"],
      ],
    },
    {
      title: "In the table",
      rows: [
        ["↑ ↓", "Choose a row: all its frames stand out in the graph"],
        ...where(["Enter", "Open the source of the row"]),
      ],
    },
    {
      title: "Mouse and touchpad",
      rows: [
        ["Click", opens ? "Select; click again to open the source" : "Select; click again to zoom"],
        ...where(["Ctrl/Cmd click", "Open the source at once; with Alt beside"]),
        ["Double click", "Zoom to the frame"],
        opens
          ? ["Wheel, pinch", "Zoom at the pointer; a graph deeper than its view scrolls instead, Ctrl/Cmd+wheel zooms"]
          : ["Ctrl/Cmd wheel", "Zoom at the pointer; a pinch does, too"],
        ["Shift wheel, drag", "Pan"],
      ],
    },
  ];
}
