import path from "node:path";

/**
 * `.env` files as VS Code's Python extension reads them: one `NAME=value` per line, first to last; quotes are
 * stripped; `\n` means a newline inside quotes only; `${NAME}` is replaced by an earlier line's or the base's value
 * (`\${NAME}` is not). Anything else is skipped.
 */
export function parseEnvFile(
  text: string,
  base: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    const match = /^\s*(?:export\s+)?(_?[a-zA-Z]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    const name = match?.[1];
    if (name === undefined) continue;
    variables.set(name, substitute(unquote(match?.[2] ?? ""), variables, base));
  }
  return Object.fromEntries(variables);
}

function unquote(value: string): string {
  const quote = value[0];
  if (value.length < 2 || (quote !== "'" && quote !== '"') || !value.endsWith(quote)) return value;
  return value.slice(1, -1).replaceAll("\\n", "\n");
}

function substitute(
  value: string,
  earlier: ReadonlyMap<string, string>,
  base: Readonly<Record<string, string | undefined>>,
): string {
  const replaced = value.replace(/(\\?)\$\{(_?[a-zA-Z]\w*)\}/g, (whole, escaped: string, name: string) =>
    escaped ? whole : (earlier.get(name) ?? (Object.hasOwn(base, name) ? base[name] : undefined) ?? ""),
  );
  return replaced.replaceAll("\\$", "$");
}

/**
 * The environment of a program: the file's variables win, but PATH and PYTHONPATH of the file come before the base's
 * instead of replacing them.
 */
export function mergeEnv(
  base: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const merged = new Map<string, string>();
  for (const [name, value] of Object.entries(base)) if (value !== undefined) merged.set(name, value);
  for (const [name, value] of Object.entries(file)) {
    const key = platform === "win32" ? sameNameIgnoringCase(merged, name) : name;
    const before = merged.get(key);
    const isPathList = /^(PATH|PYTHONPATH)$/.test(platform === "win32" ? name.toUpperCase() : name);
    const delimiter = platform === "win32" ? path.win32.delimiter : path.posix.delimiter;
    merged.set(
      key,
      isPathList && value && before ? `${value}${delimiter}${before}` : value || !isPathList ? value : (before ?? ""),
    );
  }
  return Object.fromEntries(merged);
}

/** Windows has `Path`; a file may say `PATH`. */
function sameNameIgnoringCase(variables: ReadonlyMap<string, string>, name: string): string {
  for (const known of variables.keys()) if (known.toUpperCase() === name.toUpperCase()) return known;
  return name;
}
