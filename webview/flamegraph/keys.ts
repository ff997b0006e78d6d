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
  | "sandwich"
  | "calls"
  | "time"
  | "only"
  | "menu"
  | "rootHere"
  | "hide"
  | "back"
  | "forward"
  | "copy"
  | "copyStack"
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
  ContextMenu: "menu",
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
  f: "sandwich",
  c: "calls",
  t: "time",
  x: "only",
  y: "copy",
  Y: "copyStack",
  r: "rootHere",
  h: "hide",
  // Alt with an arrow goes through the editor's own history; the others are there on keyboards without brackets.
  "[": "back",
  "]": "forward",
  Backspace: "back",
  "?": "help",
};

export function graphAction(event: KeyboardEvent): KeyAction | undefined {
  if (event.key === "F10" && event.shiftKey) return "menu";
  return plain(event) ? GRAPH_KEYS[event.key] : undefined;
}

export function pageAction(event: KeyboardEvent): KeyAction | undefined {
  if (event.key === "Backspace" && event.shiftKey && plain(event)) return "forward";
  return plain(event) ? PAGE_KEYS[event.key] : undefined;
}

/** Chords belong to the editor. AltGr, which looks like one, writes brackets on many keyboards. */
function plain(event: KeyboardEvent): boolean {
  if (event.getModifierState("AltGraph")) return !event.defaultPrevented;
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
}

interface KeySection {
  readonly title: string;
  readonly rows: readonly (readonly [keys: string, does: string])[];
}

/** Beside words: those are looked for in functions, file names and packages, whatever their case. */
const SEARCH_HELP: KeySection["rows"] = [
  ["`parse line`", "Both words, in the function, its file name or its package, whatever their case"],
  ['`"parse line"`', "These words, with the blank between them"],
  ["`/^parse_(line|all)$/i`", "A regular expression; i: whatever its case"],
  ["`function:parse`", "In the name of the function alone"],
  ["`file:logreport/stats`", "In the whole path of the file"],
  ["`package:jinja2`", "In the name of the package"],
  ["`line:12` `line:10-20`", "Lines of the source"],
  ["`-jinja2` `-file:tests`", "Not these"],
];

/** For the dialog: keys, what they do; what is typed as it stands is between backticks. */
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
        ["Shift+F10", "Menu of the selected frame"],
      ],
    },
    {
      title: "Everywhere",
      rows: [
        ...where(["O", "Open the source of the selected frame"], ["Shift O", "Open it beside"]),
        ["/", "Search"],
        ["N P", "Next, previous match"],
        ["F", "Sandwich: callers above the selected function, what it called below; Escape leaves it"],
        ["C", "Calls: exact callers and callees, where the profiler counted them (cProfile)"],
        ["R", "Root here: only what is below the selected frame"],
        ["H", "Hide the selected function: what it called is its callers'"],
        ["[ ]", "Back and forward; Backspace and Shift+Backspace do the same"],
        ["Y", "Copy the selected frame: name, place and numbers; Ctrl/Cmd+C does, too"],
        ["Shift Y", "Copy the whole stack"],
        ["B", "Turn the graph upside down: from what took the time up to who called it"],
        ["T", "In order of time, and back"],
        ...where(["X", "Look only at what passes through the selected function: the heat on the lines, too"]),
        ["?", "This list"],
      ],
    },
    {
      title: "In the calls",
      rows: [
        ["↑ ↓", "Callers above the function, callees below"],
        ["Enter", "Go to that function"],
        ...where(["O", "Open its source"]),
      ],
    },
    {
      title: "What can be searched",
      rows: SEARCH_HELP,
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
        ["Ctrl/Cmd C", "Copy the row with its headings"],
      ],
    },
    {
      title: "Mouse and touchpad",
      rows: [
        ["Click", opens ? "Select; click again to open the source" : "Select; click again to zoom"],
        ...where(["Ctrl/Cmd click", "Open the source at once; with Alt beside"]),
        ["Double click", "Zoom to the frame"],
        ["Right click", "Menu of the frame"],
        opens
          ? ["Wheel, pinch", "Zoom at the pointer; a graph deeper than its view scrolls instead, Ctrl/Cmd+wheel zooms"]
          : ["Ctrl/Cmd wheel", "Zoom at the pointer; a pinch does, too"],
        ["Shift wheel, drag", "Pan"],
      ],
    },
  ];
}
