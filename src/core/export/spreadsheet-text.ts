/** Spreadsheets run cells that begin like a formula: an apostrophe makes them text. */
export function spreadsheetText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
