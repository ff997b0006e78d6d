/** A quoted piece, an escaped character or plain ones, a blank, or a quote that is never closed. */
const TOKEN = /'([^']*)'|"((?:\\["\\]|[^"])*)"|\\([\s'"\\])|(\s+)|(['"])|([^\s'"\\]+|\\)/g;

/**
 * Program arguments as people type them: separated by blanks, with '…' and "…" for those that hold blanks. `\` takes the
 * next character as it is, but only before a blank, a quote or another `\`, so that C:\data stays C:\data. No variables,
 * no wildcards: nothing here is given to a shell.
 *
 * @returns the arguments, or a sentence why the text has none that are clear
 */
export function splitArguments(text: string): { ok: true; args: string[] } | { ok: false; message: string } {
  const args: string[] = [];
  let word: string | null = null;
  for (const [, single, double, escaped, blank, open, plain] of text.matchAll(TOKEN)) {
    if (open !== undefined) return { ok: false, message: `A ${open} is not closed.` };
    if (blank === undefined) {
      word = (word ?? "") + (single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain ?? "");
    } else if (word !== null) {
      args.push(word);
      word = null;
    }
  }
  if (word !== null) args.push(word);
  return { ok: true, args };
}

/** The text that `splitArguments` turns back into these arguments. */
export function joinArguments(args: readonly string[]): string {
  return args.map(quoted).join(" ");
}

function quoted(arg: string): string {
  if (arg !== "" && !/[\s'"\\]/.test(arg)) return arg;
  if (!arg.includes("'")) return `'${arg}'`;
  return `"${arg.replace(/["\\]/g, "\\$&")}"`;
}
