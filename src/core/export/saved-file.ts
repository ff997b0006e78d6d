/** What a page can save of what it shows. */
export const SAVED_KINDS = ["png", "svg", "speedscope", "collapsed", "report"] as const;
export type SavedKind = (typeof SAVED_KINDS)[number];

export interface SavedFileKind {
  readonly label: string;
  /** With the dot. */
  readonly extension: string;
  readonly mimeType: string;
}

export const SAVED_FILES: Readonly<Record<SavedKind, SavedFileKind>> = {
  png: { label: "PNG picture", extension: ".png", mimeType: "image/png" },
  svg: { label: "SVG picture", extension: ".svg", mimeType: "image/svg+xml" },
  speedscope: { label: "speedscope JSON", extension: ".speedscope.json", mimeType: "application/json" },
  collapsed: { label: "Collapsed stacks", extension: ".collapsed", mimeType: "text/plain" },
  report: { label: "HTML report", extension: ".html", mimeType: "text/html" },
};

const LONGEST = 80;
/** Names that Windows gives to devices, whatever stands after a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name for a file that every system takes, made of untrusted text: letters, digits and a few signs; never hidden, no
 * device, no path, nothing that a shell would read.
 */
export function savedFileName(text: string, kind: SavedKind): string {
  const plain = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[._-]+/, "");
  const short = [...plain]
    .slice(0, LONGEST)
    .join("")
    .replace(/[._-]+$/, "");
  const name =
    short === "" || DEVICE.test(short.split(".")[0] ?? "") ? `flamegraph${short === "" ? "" : `_${short}`}` : short;
  return name + SAVED_FILES[kind].extension;
}
