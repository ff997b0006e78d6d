import type { OriginOptions } from "./code-origin.ts";

/** Folders of Python's own library, on every platform: `/usr/lib/python3.12/`, `C:\Python312\Lib\`. */
const STDLIB = /^(.*[\\/](?:lib(?:64)?[\\/]python\d\.\d+t?|Python\d+[\\/]Lib))[\\/]/i;
const INSTALLED = /[\\/](?:site-packages|dist-packages)[\\/]/;

/**
 * Where the code of a profile lies that came without its run: the standard library shows itself by its folder; own code
 * is what is below `cwd`, or, where nothing is, the folder that all other files have in common.
 */
export function guessPlaces(files: readonly string[], cwd: string, platform: string): OriginOptions {
  const isWindows = files.some((file) => /^[A-Za-z]:[\\/]/.test(file));
  const named = files.filter((file) => /^(?:[A-Za-z]:)?[\\/]/.test(file) && !INSTALLED.test(file));
  const stdlib = named.map((file) => STDLIB.exec(file)?.[1]).find((folder) => folder !== undefined) ?? "";
  const separator = isWindows ? "\\" : "/";
  const others = named.filter((file) => /\.pyw?$/i.test(file) && !STDLIB.test(file));
  const isBelow = (file: string) => file.startsWith(cwd.endsWith(separator) ? cwd : cwd + separator);
  const isHere = others.length === 0 || others.some(isBelow) || files.some((file) => isRelative(file));
  return {
    workspaceFolder: isHere ? cwd : commonFolder(others, separator),
    stdlib,
    sitePackages: [],
    prefix: "",
    basePrefix: "",
    cwd,
    platform: isWindows ? "win32" : platform === "win32" ? "linux" : platform,
  };
}

function isRelative(file: string): boolean {
  return /\.pyw?$/i.test(file) && !/^(?:[A-Za-z]:)?[\\/]/.test(file);
}

function commonFolder(files: readonly string[], separator: string): string {
  const folders = files.map((file) => file.split(/[\\/]/).slice(0, -1));
  const [first = [], ...rest] = folders;
  let shared = first.length;
  for (const folder of rest) {
    const differs = folder.findIndex((part, index) => part !== first[index]);
    shared = Math.min(shared, differs < 0 ? folder.length : differs);
  }
  return first.slice(0, shared).join(separator) || separator;
}
