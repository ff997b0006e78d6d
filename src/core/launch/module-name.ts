/** `package.module` in letters Python takes; Unicode identifiers are fine. */
export function isModuleName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(text);
}

/**
 * The name by which `python -m` would run a file, from its path relative to the folder that is the working directory
 * (`logreport/parser.py` → `logreport.parser`, `app/__main__.py` → `app`); '' where it has none.
 */
export function moduleNameOf(relativePath: string): string {
  const parts = relativePath.replace(/\.py$/, "").split(/[\\/]/);
  if (parts[0] === "src") parts.shift();
  if (parts.at(-1) === "__main__" || parts.at(-1) === "__init__") parts.pop();
  const name = parts.join(".");
  return relativePath.endsWith(".py") && isModuleName(name) ? name : "";
}
