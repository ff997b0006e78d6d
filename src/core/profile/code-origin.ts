import type { CodeOrigin } from "./model.ts";
import { isWindowsPath } from "./path-mapping.ts";
import { type PathStyle, partsBelow, pathStyle, resolvePath } from "./paths.ts";

/** Where the interpreter and the workspace keep their code; folders are absolute, '' where unknown. */
export interface OriginOptions {
  readonly workspaceFolder: string;
  readonly stdlib: string;
  readonly sitePackages: readonly string[];
  readonly prefix: string;
  readonly basePrefix: string;
  /** Of the run: paths of scripts are relative to it. */
  readonly cwd: string;
  /** As `process.platform` names it; `win32` compares paths without case. */
  readonly platform: string;
  /** What code is that lies in no folder named above: of a run a library, of a profile from elsewhere the program's own. */
  readonly elsewhere: "own" | "library";
}

export interface ClassifiedFile {
  /** Absolute path; null where there is no file: built-ins, `<string>`, `<frozen ...>`. */
  readonly path: string | null;
  readonly origin: CodeOrigin;
  /** Top-level package or module, '' unknown. */
  readonly package: string;
}

export type OriginClassifier = (file: string) => ClassifiedFile;

/** Folders that hold other people's code wherever they are, a workspace included. */
const LIBRARY_FOLDERS = new Set(["site-packages", "dist-packages", "__pypackages__", "node_modules"]);
const ENVIRONMENT_FOLDERS = new Set([".venv", "venv", ".tox", ".nox"]);
/** Where CPython keeps its standard library, for interpreters that nobody could ask. */
const STANDARD_LIBRARY =
  /(?:^|[\\/])(?:lib(?:64)?[\\/](?:python|pypy)\d[\d.]*t?|Python\d+(?:-\d+)?[\\/]Lib)[\\/]([^\\/]+)/i;
/** Folders that hold packages but are none. */
const SOURCE_FOLDERS = new Set(["src", "lib"]);

/** Tells own code from libraries and the standard library by path alone. Answers are remembered per file. */
export function createOriginClassifier(options: OriginOptions): OriginClassifier {
  const style = pathStyle(options.platform);
  const resolved = (folder: string): string => (folder === "" ? "" : resolvePath(options.cwd, folder, style));
  const places: Places = {
    style,
    workspace: resolved(options.workspaceFolder),
    stdlib: resolved(options.stdlib),
    sitePackages: options.sitePackages.map(resolved),
    elsewhere: options.elsewhere,
    prefixes: [resolved(options.prefix), resolved(options.basePrefix)],
  };
  const known = new Map<string, ClassifiedFile>();
  return (file) => {
    const answer = known.get(file) ?? classify(file, options.cwd, places);
    known.set(file, answer);
    return answer;
  };
}

interface Places {
  readonly style: PathStyle;
  readonly workspace: string;
  readonly stdlib: string;
  readonly sitePackages: readonly string[];
  readonly prefixes: readonly string[];
  readonly elsewhere: "own" | "library";
}

/** A cell of a notebook: IPython before 8 names it by its number, later ones by a file that it never writes. */
export function isNotebookCell(file: string): boolean {
  return /^<ipython-input-\d+-\w+>$/.test(file) || /[\\/]ipykernel_\d+[\\/]\d+\.py$/.test(file);
}

function classify(file: string, cwd: string, places: Places): ClassifiedFile {
  if (file === "" || file === "~") return { path: null, origin: "native", package: "" };
  if (isNotebookCell(file)) return { path: null, origin: "own", package: "notebook" };
  const frozen = /^<frozen ([^>.]+)/.exec(file)?.[1];
  if (frozen !== undefined) return { path: null, origin: "stdlib", package: frozen };
  if (/^<.*>$/s.test(file)) return { path: null, origin: "generated", package: "" };
  // A profile from Windows may be opened elsewhere: its paths keep their own style.
  const style = isWindowsPath(file) ? "win32" : places.style;
  const path = resolvePath(cwd, file, style);
  if (isNative(path)) return { path, origin: "native", package: stem(path.split(/[\\/]/).at(-1)) };
  return { path, ...classifyPath(path, { ...places, style }) };
}

/** Frames of `py-spy --native` name C sources and shared libraries. */
function isNative(path: string): boolean {
  return /\.(?:so(?:\.[\d.]+)?|pyd|dll|dylib|exe|c|cc|cpp|cxx|h|hpp|rs|pyx|S)$/.test(path);
}

function classifyPath(path: string, places: Places): Pick<ClassifiedFile, "origin" | "package"> {
  const { style } = places;
  for (const folder of places.sitePackages) {
    const parts = partsBelow(folder, path, style);
    if (parts !== null) return { origin: "library", package: stem(parts[0]) };
  }
  const parts = path.split(style === "win32" ? "\\" : "/");
  const library = parts.findLastIndex((part) => LIBRARY_FOLDERS.has(part));
  if (library >= 0) return { origin: "library", package: stem(parts[library + 1]) };
  const standard = partsBelow(places.stdlib, path, style);
  if (standard !== null) return { origin: "stdlib", package: stem(standard[0]) };
  const own = partsBelow(places.workspace, path, style);
  const usual = own === null && places.stdlib === "" ? STANDARD_LIBRARY.exec(path)?.[1] : undefined;
  if (usual !== undefined) return { origin: "stdlib", package: stem(usual) };
  if (own === null) return { origin: places.elsewhere, package: stem(parts.at(-2) || parts.at(-1)) };
  if (inEnvironment(path, own, places)) return { origin: "library", package: stem(parts.at(-2)) };
  const first = own.length > 1 && SOURCE_FOLDERS.has(own[0] ?? "") ? own[1] : own[0];
  return { origin: "own", package: stem(first) };
}

/** Inside a virtual environment that lies in the workspace. */
function inEnvironment(path: string, own: readonly string[], { prefixes, workspace, style }: Places): boolean {
  if (own.slice(0, -1).some((part) => ENVIRONMENT_FOLDERS.has(part))) return true;
  return prefixes.some(
    (prefix) => partsBelow(workspace, prefix, style) !== null && partsBelow(prefix, path, style) !== null,
  );
}

function stem(name: string | undefined): string {
  return name?.replace(/\.(?:pyw?|so|pyd|dll|dylib)$/, "") ?? "";
}
