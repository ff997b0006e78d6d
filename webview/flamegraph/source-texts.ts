import { visibleText } from "../../src/core/hover/visible-text.ts";
import { lineOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { FlamegraphFrames } from "../../src/core/profile/model.ts";
import type { ToFlamegraph } from "../../src/core/protocol/webview.ts";

/** The pointer passes over many boxes; only where it rests is worth a question. */
const REST_MS = 80;
const LONGEST = 200;

/** The source line of a frame on one line; '' while, or where, it is not known. */
export type ReadSource = (frames: FlamegraphFrames, frame: number) => string;

/** Source lines of frames as they ran, each asked for once. */
export interface SourceTexts {
  /** For one reader, who looks at one frame at a time. */
  readonly reader: () => ReadSource;
  readonly receive: (message: Extract<ToFlamegraph, { type: "source" }>) => void;
}

export function createSourceTexts(ask: (frame: number) => void, arrived: () => void): SourceTexts {
  let asked: FlamegraphFrames | null = null;
  let texts = new Map<number, string>();

  function askOnce(frames: FlamegraphFrames, frame: number): void {
    if (frames !== asked || texts.has(frame)) return;
    texts.set(frame, "");
    ask(frame);
  }

  return {
    reader() {
      let rest: ReturnType<typeof setTimeout> | undefined;
      return (frames, frame) => {
        if (frames !== asked) texts = new Map();
        asked = frames;
        clearTimeout(rest);
        const known = texts.get(frame);
        if (known === undefined && frames.file[frame] !== "" && lineOf(frames, frame) > 0)
          rest = setTimeout(() => askOnce(frames, frame), REST_MS);
        return known ?? "";
      };
    },
    receive({ frame, file, line, text }) {
      if (asked === null || asked.file[frame] !== file || lineOf(asked, frame) !== line) return;
      texts.set(frame, visibleText(text.replaceAll("\t", "    ").trim(), LONGEST));
      arrived();
    },
  };
}
