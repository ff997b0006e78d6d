/** Paths as text: core may not ask the platform it runs on, since a profile may come from another one. */
export type PathStyle = "posix" | "win32";

export function pathStyle(platform: string): PathStyle {
  return platform === "win32" ? "win32" : "posix";
}

function isAbsolutePath(path: string, style: PathStyle): boolean {
  if (path.startsWith("/")) return true;
  return style === "win32" && (/^[A-Za-z]:[\\/]/.test(path) || path.startsWith("\\"));
}

/** `path` against `cwd`, with `.` and `..` resolved and the separators of the style. */
export function resolvePath(cwd: string, path: string, style: PathStyle): string {
  const whole = isAbsolutePath(path, style) ? path : `${cwd}/${path}`;
  const { root, rest } = splitRoot(whole, style);
  const parts: string[] = [];
  for (const part of rest.split(style === "win32" ? /[\\/]+/ : /\/+/)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return root + parts.join(style === "win32" ? "\\" : "/");
}

function splitRoot(path: string, style: PathStyle): { root: string; rest: string } {
  if (style === "posix") return { root: path.startsWith("/") ? "/" : "", rest: path };
  const drive = /^([A-Za-z]:)[\\/]/.exec(path)?.[1];
  if (drive !== undefined) return { root: `${drive}\\`, rest: path.slice(2) };
  const share = /^[\\/]{2}[^\\/]/.test(path);
  return { root: share ? "\\\\" : /^[\\/]/.test(path) ? "\\" : "", rest: path };
}

/**
 * The parts of `path` below `folder`; null where it is not below it. Windows compares without case. Both are resolved.
 */
export function partsBelow(folder: string, path: string, style: PathStyle): string[] | null {
  const separator = style === "win32" ? "\\" : "/";
  const base = folder.endsWith(separator) ? folder : folder + separator;
  const start = path.slice(0, base.length);
  const equal = style === "win32" ? start.toLowerCase() === base.toLowerCase() : start === base;
  return folder !== "" && equal && path.length > base.length ? path.slice(base.length).split(separator) : null;
}
