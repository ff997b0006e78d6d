import { copyText } from "../shared/clipboard.ts";
import { frameAsText, stackAsText } from "./copy-text.ts";
import { nameOf } from "./describe.ts";
import type { PageState } from "./state.ts";

/** Copies the selected frame, or the stack that ends at it; also where the editor or the system asks for a copy. */
export function createCopying(current: () => PageState, say: (sentence: string) => void) {
  const textOf = (what: "frame" | "stack"): string | null => {
    const { scene, selected } = current();
    if (!scene || selected < 0) return null;
    return what === "frame" ? frameAsText(scene.graph, selected) : stackAsText(scene.graph, selected);
  };
  const done = (what: "frame" | "stack") => {
    const { scene, selected } = current();
    if (!scene) return;
    const name = nameOf(scene.graph.frames, scene.graph.frame[selected] ?? 0);
    say(what === "frame" ? `Copied ${name}` : `Copied the stack of ${name}`);
  };

  document.addEventListener("copy", (event) => {
    const inField = (event.target as Element | null)?.closest?.("input, select, dialog");
    const text = inField || getSelection()?.isCollapsed === false ? null : textOf("frame");
    if (text === null) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    done("frame");
  });

  return {
    copy(what: "frame" | "stack"): void {
      const text = textOf(what);
      if (text === null) {
        say("Select a frame first: there is nothing to copy.");
        return;
      }
      void copyText(text).then((isCopied) => {
        if (isCopied) done(what);
        else say("Nothing was copied: the clipboard cannot be reached from here.");
      });
    },
  };
}
