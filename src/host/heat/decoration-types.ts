import {
  DecorationRangeBehavior,
  type Disposable,
  OverviewRulerLane,
  type TextEditorDecorationType,
  ThemeColor,
  window,
} from "vscode";
import { HEAT_LEVELS, type HeatLevel } from "../../core/heat/level.ts";

export type ColouredLevel = Exclude<HeatLevel, 0>;

/** One type per level, one for the text after the code, one for lines that changed: few, as each is a CSS rule. */
export interface HeatDecorationTypes extends Disposable {
  readonly levels: ReadonlyMap<ColouredLevel, TextEditorDecorationType>;
  readonly text: TextEditorDecorationType;
  readonly changed: TextEditorDecorationType;
}

/**
 * Borders are transparent but in the high-contrast themes, which have no fills; there their form, too, tells the level,
 * so that it does not hang on colour.
 */
const BORDER: Readonly<Record<ColouredLevel, string>> = {
  1: "1px dotted",
  2: "1px dashed",
  3: "1px solid",
  4: "2px solid",
  5: "3px double",
};

export function createDecorationTypes(): HeatDecorationTypes {
  const levels = new Map(HEAT_LEVELS.map((level) => [level, levelType(level)]));
  const text = window.createTextEditorDecorationType({
    // What is typed at the end of a line stays before the text.
    rangeBehavior: DecorationRangeBehavior.ClosedOpen,
  });
  const changed = window.createTextEditorDecorationType({ rangeBehavior: DecorationRangeBehavior.ClosedOpen });
  return {
    levels,
    text,
    changed,
    dispose: () => {
      for (const type of [...levels.values(), text, changed]) type.dispose();
    },
  };
}

function levelType(level: ColouredLevel): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor(`heatline.heat${level}Background`),
    border: BORDER[level],
    borderColor: new ThemeColor(`heatline.heat${level}Border`),
    overviewRulerColor: new ThemeColor(`heatline.heat${level}OverviewRuler`),
    overviewRulerLane: OverviewRulerLane.Right,
    // A new line begun at either end of a hot line is not hot.
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  });
}
