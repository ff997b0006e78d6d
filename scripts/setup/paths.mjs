// Where set-up puts what it fetches. Only node: modules here: this runs before node_modules exists.
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Everything fetched or built for tests; never shipped. VSCODE_HOST_CACHE moves it, for example to share it between clones. */
export const cacheDir = path.resolve(process.env.VSCODE_HOST_CACHE || path.join(root, ".vscode-test"));

/** `file` as a person in the repository's folder would write it. */
export function shown(file) {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith("..") ? file : relative || ".";
}
