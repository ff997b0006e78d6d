/**
 * The rows of comma-separated text as Python's `csv` writes it: fields with commas, quotes or newlines stand in quotes, quotes
 * in them are doubled. A last row that does not end with a newline or is cut in its quotes is given as it stands.
 */
export function* csvRows(text: string): Generator<string[]> {
  for (let at = 0; at < text.length; ) {
    const row: string[] = [];
    do {
      const { field, end } = fieldAt(text, at);
      row.push(field);
      at = end + 1;
    } while (text[at - 1] === ",");
    if (text[at - 1] === "\r" && text[at] === "\n") at += 1;
    if (row.length > 1 || row[0] !== "") yield row;
  }
}

function fieldAt(text: string, start: number): { readonly field: string; readonly end: number } {
  if (text[start] === '"') return quotedFieldAt(text, start);
  let end = start;
  while (end < text.length && text[end] !== "," && text[end] !== "\n" && text[end] !== "\r") end++;
  return { field: text.slice(start, end), end };
}

function quotedFieldAt(text: string, start: number): { readonly field: string; readonly end: number } {
  const parts: string[] = [];
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { field: [...parts, text.slice(from)].join(""), end: text.length };
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') return { field: parts.join(""), end: quote + 1 };
    parts.push('"');
    from = quote + 2;
  }
}
