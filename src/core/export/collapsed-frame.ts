import { readAnyLabel, readPySpyLabel } from "../formats/frame-spelling.ts";
import { escapeBreaking, escapeTelling } from "../formats/stack-escapes.ts";

/**
 * A frame in py-spy's spelling: `name (file:line)`, `name (file)`, `name`. Written as plainly as it can be read again as
 * the same frame: names may look like frames with files, like headings and like comments. A frame without a name is
 * `(no name)`.
 */
export function frameText(name: string, file: string, line: number): string {
  const known = name === "" ? NO_NAME : name;
  const [plainName, plainFile] = [escapeBreaking(known), escapeBreaking(file)];
  const spellings = [
    spelled(plainName, placeOf(plainFile, line)),
    // A file that does not look like Python's is one only with a line.
    spelled(plainName, `${plainFile}:${line}`),
    spelled(escapeTelling(known), placeOf(plainFile, line)),
  ];
  const place = file === "" && line === 0 ? "" : `${escapeTelling(file)}:${line}`;
  return spellings.find((text) => isReadAs(text, known, file, line)) ?? spelled(escapeTelling(known), place);
}

const NO_NAME = "(no name)";

function spelled(name: string, place: string): string {
  return place === "" ? name : `${name} (${place})`;
}

function placeOf(file: string, line: number): string {
  return line > 0 ? `${file}:${line}` : file;
}

/** Blanks at the ends are cut off, `#` begins a comment, `P77` and `tid:77` are headings of other tools. */
const NO_FRAME = /^[ \t#\ufeff]|[ \t]$|^P\d+$|^tid:/;

function isReadAs(text: string, name: string, file: string, line: number): boolean {
  if (NO_FRAME.test(text)) return false;
  return [readPySpyLabel, readAnyLabel].every((read) => {
    const label = read(text);
    return label.kind === "frame" && label.name === name && label.file === file && label.line === line;
  });
}
