import { SAVED_FILES, savedFileName } from "../../src/core/export/saved-file.ts";
import type { FromFlamegraph } from "../../src/core/protocol/webview.ts";
import { element } from "../shared/dom.ts";

/** A document has nobody to ask where to save: the browser does that. */
export function download({ kind, name, data }: Extract<FromFlamegraph, { type: "save" }>): void {
  if (data === null) return;
  const url = URL.createObjectURL(new Blob([data], { type: SAVED_FILES[kind].mimeType }));
  element("a", { href: url, download: savedFileName(name, kind) }).click();
  // The download has begun with the click; its bytes are the browser's by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
