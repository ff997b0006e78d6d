/** Looks for ASCII text in the first or last bytes of a file: how text formats are told apart. */

/** True where `text` (ASCII, not empty) stands in the bytes. */
export function hasText(bytes: Uint8Array, text: string): boolean {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let matched = 1;
    while (matched < text.length && bytes[at + matched] === text.charCodeAt(matched)) matched++;
    if (matched === text.length) return true;
  }
  return false;
}

/** The first character that is neither white space nor part of a byte order mark; '' where there is none. */
export function firstCharacter(bytes: Uint8Array): string {
  const byte = bytes.find((value) => value > 0x20 && value !== 0xef && value !== 0xbb && value !== 0xbf);
  return byte === undefined ? "" : String.fromCharCode(byte);
}
