import type { MenuGroups } from "../shared/menu.ts";
import type { PageState } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";

export interface FrameActions {
  readonly zoom: () => void;
  readonly open: (beside: boolean) => void;
  readonly openSubject: (view: "sandwich" | "calls") => void;
  readonly rootHere: () => void;
  readonly hide: () => void;
  readonly copy: (what: "frame" | "stack") => void;
}

/** What can be done with the selected frame. */
export function frameMenu(
  { scene, selected }: PageState,
  surroundings: Surroundings,
  actions: FrameActions,
): MenuGroups {
  if (!scene || selected < 0) return [];
  const opens = surroundings === "editor" ? [{ label: "Open source", keys: "O", run: () => actions.open(false) }] : [];
  return [
    [
      { label: "Zoom", keys: "Enter", run: actions.zoom },
      ...opens,
      { label: "Sandwich: callers and callees", keys: "F", run: () => actions.openSubject("sandwich") },
      ...(scene.full.callGraph
        ? [{ label: "Calls: as they were counted", keys: "C", run: () => actions.openSubject("calls") }]
        : []),
    ],
    [
      // Elsewhere a node is no call path from the beginning of the program.
      { label: "Root here", keys: "R", disabled: scene.view !== "merged", run: actions.rootHere },
      { label: "Hide this function", keys: "H", run: actions.hide },
    ],
    [
      { label: "Copy: name, place and numbers", keys: "Y", run: () => actions.copy("frame") },
      { label: "Copy stack", keys: "Shift Y", run: () => actions.copy("stack") },
    ],
  ];
}
