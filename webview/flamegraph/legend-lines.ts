import { visibleText } from "../../src/core/hover/visible-text.ts";
import { formatShare } from "../../src/core/units.ts";
import { SLOT } from "./coloring.ts";
import { isOwnOnly } from "./show-menu.ts";
import { litOf, type Options, type PageState, type Scene } from "./state.ts";

/** What one look of a box means. */
export interface LegendLine {
  /** A slot of the palette; boxes that are left out, dimmed, or outlined are no slots. */
  readonly look: number | "blank" | "dimmed" | "outlined";
  readonly label: string;
  readonly detail: string;
  /** `34.1 %`, in a comparison `+120 ms`; '' where it has none. */
  readonly share: string;
  readonly isOwn: boolean;
}

/** Every look that is in use, own code first. */
export function legendLines(state: PageState, scene: Scene, merges: boolean): LegendLine[] {
  const { coloring, outside, whole } = scene;
  const line = (look: LegendLine["look"], label: string, detail: string, share = ""): LegendLine => ({
    ...{ look, share, label: visibleText(label, 60), detail: visibleText(detail, 600) },
    isOwn: typeof look === "number" && look <= SLOT.otherOwn,
  });
  return [
    ...coloring.legend.map(({ slot, label, detail, share, figure }) =>
      line(slot, label, detail, figure ?? formatShare(share)),
    ),
    ...(merges
      ? [line(SLOT.merged, "Too narrow", "Frames narrower than a pixel, drawn together. Zoom in to see them.")]
      : []),
    ...(litOf(state)
      ? [line("dimmed", "Dimmed", "Frames that do not match the search, or are not of the chosen row.")]
      : []),
    ...(isAtCaret(state, scene)
      ? [line("outlined", "At the caret", "The function that the caret of the editor is in.")]
      : []),
    ...(outside > 0 ? [line("blank", ...outsideText(state.options), formatShare(outside / whole.total))] : []),
  ];
}

function isAtCaret({ caret }: PageState, { graph, totals }: Scene): boolean {
  return caret.some((frame) => (totals.functions.rowOfFrame[frame] ?? -1) >= 0) && graph.frame.length > 0;
}

function outsideText(options: Options): [label: string, detail: string] {
  return isOwnOnly(options)
    ? ["Outside own code", "Stacks without any of your own functions are left blank."]
    : ["Outside what is shown", "Stacks without any function of what is shown are left blank."];
}
