import { visibleText } from "../core/hover/visible-text.ts";

/**
 * Untrusted text for a notification or dialog. VS Code makes links of `[text](target)` in them, of commands too, which
 * run at a click: the pair of brackets is parted.
 */
export function messageText(text: string, maxLength?: number): string {
  return unlinked(visibleText(text, maxLength));
}

/** A whole message that may hold untrusted text, without links. */
export function unlinked(message: string): string {
  return message.replace(/\]\(/g, "] (");
}
