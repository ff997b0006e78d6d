import { type DecorationOptions, Range, type TextDocument, type TextEditor, ThemeColor } from "vscode";
import { heatLevel } from "../../core/heat/level.ts";
import { type HeatTextStyle, heatText } from "../../core/heat/text.ts";
import type { FileHeat, LineHeat, Measure } from "../../core/protocol/server.ts";
import { hasLine, toEditorLine } from "../position.ts";
import type { HeatDecorationTypes } from "./decoration-types.ts";

export interface HeatLook {
  readonly measure: Measure;
  readonly text: HeatTextStyle;
}

/** Texts are made for the lines in view and so many around them: each is an element of its own in the editor. */
const LINES_AROUND_VIEW = 150;

/** Colours of all hot lines (the overview ruler needs them) and the texts near the view. */
export function paintHeat(editor: TextEditor, heat: FileHeat, look: HeatLook, types: HeatDecorationTypes): void {
  const { document } = editor;
  const lines = heat.lines.filter(({ line }) => hasLine(document, line));
  for (const [level, type] of types.levels) {
    const hot = lines.filter(({ share, changed }) => !changed && heatLevel(share) === level);
    editor.setDecorations(
      type,
      hot.map(({ line }) => document.lineAt(toEditorLine(line)).range),
    );
  }
  paintHeatTexts(editor, heat, look, types);
}

/** The texts alone: after scrolling. */
export function paintHeatTexts(editor: TextEditor, heat: FileHeat, look: HeatLook, types: HeatDecorationTypes): void {
  const { document } = editor;
  const near = heat.lines.filter(({ line }) => hasLine(document, line) && isNearView(editor, toEditorLine(line)));
  const option = (line: LineHeat) => textOption(document, line, heatText(line, heat.weight, look.measure, look.text));
  editor.setDecorations(types.text, look.text === "off" ? [] : near.filter((line) => !line.changed).map(option));
  editor.setDecorations(types.changed, look.text === "off" ? [] : near.filter((line) => line.changed).map(option));
}

export function clearHeat(editor: TextEditor, types: HeatDecorationTypes): void {
  for (const type of [...types.levels.values(), types.text, types.changed]) editor.setDecorations(type, []);
}

function isNearView(editor: TextEditor, editorLine: number): boolean {
  return editor.visibleRanges.some(
    ({ start, end }) => editorLine >= start.line - LINES_AROUND_VIEW && editorLine <= end.line + LINES_AROUND_VIEW,
  );
}

function textOption(
  document: TextDocument,
  { line, share, changed }: LineHeat,
  contentText: string,
): DecorationOptions {
  const { end } = document.lineAt(toEditorLine(line)).range;
  const color = changed ? "heatline.changedForeground" : `heatline.heat${Math.max(1, heatLevel(share))}Foreground`;
  return {
    range: new Range(end, end),
    renderOptions: {
      after: {
        contentText,
        color: new ThemeColor(color),
        margin: "0 0 0 3ch",
        fontStyle: changed ? "italic" : "normal",
      },
    },
  };
}
