import { calleesOf, callersOf } from "../../src/core/profile/flamegraph-focus.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import type { Half, PageState, Sandwich } from "./state.ts";

/** The graph to draw in the half that is used, and the other one; null where the function took nothing. */
export function sandwichOf(
  whole: Flamegraph,
  subject: number,
  half: Half,
): { readonly graph: Flamegraph; readonly sandwich: Sandwich } | null {
  const callees = subject < 0 ? null : calleesOf(whole, subject);
  const callers = subject < 0 ? null : callersOf(whole, subject);
  if (callees === null || callers === null) return null;
  return half === "callees"
    ? { graph: callees, sandwich: { half, other: callers } }
    : { graph: callers, sandwich: { half, other: callees } };
}

/** The state as it is when this half of a sandwich is used: what was the other one is put aside. Else as it is. */
export function activate(state: PageState, half: Half): PageState {
  const { scene, aside, zoomNode, span, found } = state;
  if (!scene?.sandwich || scene.sandwich.half === half) return state;
  const { graph, sandwich } = scene;
  return {
    ...state,
    ...aside,
    selected: -1,
    scene: { ...scene, graph: sandwich.other, sandwich: { half, other: graph } },
    aside: { zoomNode, span, found },
  };
}
