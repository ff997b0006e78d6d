/** Python's own line counting: \n, \r\n and \r end a line; form feeds and Unicode separators do not. */
export function splitPythonLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Offset of the first character of every line. */
export function lineStarts(text: string): Int32Array {
  const starts: number[] = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return Int32Array.from(starts);
}

/** 1-based line that holds the offset. */
export function lineAt(starts: Int32Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
