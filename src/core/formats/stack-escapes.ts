/**
 * Collapsed stacks know no escapes. Where Heatline writes them, a character that would break a frame or a line, or make
 * one look like something else, stands as JSON would write it: `\u003b`. Only these characters are read back.
 */
const WRITTEN = /\\u(00(?:09|0a|0d|20|22|23|28|29|3a|3b|50|5c)|feff)/g;
/** What ends a frame or a line, and a backslash that would be taken for an escape. */
const BREAKING = /[;\n\r]|\\(?=u00|ufeff)/g;
/** All that readers of frames look at. */
const TELLING = /^P|[\t\n\r "#():;\\\ufeff]/g;

export function readEscapes(text: string): string {
  return text.includes("\\u")
    ? text.replace(WRITTEN, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

export function escapeBreaking(text: string): string {
  return text.replace(BREAKING, escapeOf);
}

export function escapeTelling(text: string): string {
  return text.replace(TELLING, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
