import type { PythonCall, PythonScope, PythonSyntax } from "../python/syntax.ts";
import type { GraphProfile } from "./model.ts";

/** Finds the functions and pairs of a call graph in the syntax of one file. */
export interface CallSites {
  /** Scopes a function of the profile can be: several where lambdas share a line. Empty for functions of other files. */
  scopesOf(functionIndex: number): readonly PythonScope[];
  /** In how many generators, comprehensions and lambdas the function stands, itself one of them; 0 for a `def`. */
  expressionDepth(functionIndex: number): number;
  /** Distinct lines in the caller's body that can have called the callee. `certain`: the only possible line, by name. */
  linesOf(caller: number, callee: number): { readonly lines: readonly number[]; readonly certain: boolean };
}

export function createCallSites(profile: GraphProfile, fileIndex: number, syntax: PythonSyntax): CallSites {
  const { functions } = profile;
  const scopesByName = groupBy(syntax.scopes, (scope) => `${scope.name}\n${scope.firstLine}`);
  const measured = new Set<string>();
  for (const [index, file] of functions.file.entries())
    if (file === fileIndex) measured.add(`${functions.name[index]}\n${functions.firstLine[index]}`);
  const callsByScope = groupBy(syntax.calls, (call) => scopeThatRuns(call.scope));
  const knownCalls = new Map<number, readonly PythonCall[]>();

  /**
   * Since Python 3.12 comprehensions run inside the function around them (PEP 709): one that the profile does not
   * list was inlined.
   */
  function scopeThatRuns(scopeIndex: number): number {
    let scope = syntax.scopes[scopeIndex];
    while (scope?.kind === "comprehension" && !measured.has(`${scope.name}\n${scope.firstLine}`))
      scope = syntax.scopes[scope.parent];
    return scope?.index ?? 0;
  }

  function scopesOf(functionIndex: number): readonly PythonScope[] {
    if (functions.file[functionIndex] !== fileIndex) return [];
    const name = functions.name[functionIndex] ?? "";
    if (name === "<module>") return syntax.scopes.slice(0, 1);
    return scopesByName.get(`${name}\n${functions.firstLine[functionIndex]}`) ?? [];
  }

  function callsOf(caller: number): readonly PythonCall[] {
    const calls = knownCalls.get(caller) ?? scopesOf(caller).flatMap(({ index }) => callsByScope.get(index) ?? []);
    knownCalls.set(caller, calls);
    return calls;
  }

  function expressionDepth(functionIndex: number): number {
    let depth = 0;
    let scope = scopesOf(functionIndex)[0];
    for (; scope?.kind === "comprehension" || scope?.kind === "lambda"; scope = syntax.scopes[scope.parent]) depth += 1;
    return depth;
  }

  return {
    scopesOf,
    expressionDepth,
    linesOf(caller, callee) {
      const calls = callsOf(caller);
      for (const { names, certain } of namesOf(callee)) {
        const lines = [...new Set(calls.filter(({ name }) => names(name)).map(({ line }) => line))];
        if (lines.length > 0) return { lines, certain: certain && lines.length === 1 };
      }
      return { lines: [], certain: false };
    },
  };

  /** How a call of the function may be written, likeliest first. */
  function namesOf(callee: number): readonly CallNames[] {
    const name = calledName(functions.name[callee] ?? "");
    if (name !== "__init__" && name !== "__new__") return [{ names: (text) => text === name, certain: true }];
    const scope = scopesOf(callee)[0];
    const className = scope === undefined ? null : (syntax.scopes[scope.parent]?.name ?? null);
    return [
      { names: (text) => text === className, certain: true },
      { names: (text) => text === name, certain: true },
      // The class is in another file or a subclass: what looks like a class by convention.
      { names: (text) => /^_*[A-Z]/.test(text), certain: false },
    ];
  }
}

interface CallNames {
  readonly names: (text: string) => boolean;
  readonly certain: boolean;
}

/**
 * The name a call would use: cProfile writes `<built-in method builtins.len>`, `<method 'append' of 'list' objects>`,
 * Python 2 `{len}` and `{method 'append' of 'list' objects}`.
 */
function calledName(name: string): string {
  const method = /^[<{]method '([^']+)' of /.exec(name)?.[1];
  if (method !== undefined) return method;
  const builtIn = /^[<{](?:built-in (?:method|function) )?([\w.]+)(?: of .*)?[>}]$/.exec(name)?.[1];
  return builtIn === undefined || isScopeName(name) ? name : (builtIn.split(".").at(-1) ?? builtIn);
}

/** `<lambda>` and `<listcomp>` look like Python 2's built-ins, but nobody calls them by name. */
function isScopeName(name: string): boolean {
  return /^<(?:lambda|module|listcomp|setcomp|dictcomp|genexpr)>$/.test(name);
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
