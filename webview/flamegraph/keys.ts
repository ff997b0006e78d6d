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
  y: "copy",
  Y: "copyStack",
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
        ["← →", "Heavier, lighter neighbour"],
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
        ["/", "Search"],
        ["N P", "Next, previous match"],
        ["F", "Show the selected function alone, over all stacks; Escape shows everything again"],
        ["Y", "Copy the selected frame: name, place and numbers; Ctrl/Cmd+C does, too"],
        ["Shift Y", "Copy the whole stack"],
        ["B", "Turn the graph upside down: from what took the time up to who called it"],
        ["?", "This list"],
      ],
    },
    {
      title: "What can be searched",
      rows: SEARCH_HELP,
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
