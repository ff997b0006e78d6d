import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { parser } from "@lezer/python";
import { lineAt, lineStarts } from "./lines.ts";

/** What makes a code object of its own in CPython. */
export type ScopeKind = "module" | "class" | "function" | "lambda" | "comprehension";

export interface PythonScope {
  /** Index in `PythonSyntax.scopes`. */
  readonly index: number;
  readonly kind: ScopeKind;
  /** As `co_name` has it: `parse`, `<lambda>`, `<listcomp>`, `<module>`. */
  readonly name: string;
  /** As `co_qualname` has it: `Parser.parse`, `main.<locals>.<lambda>`. */
  readonly qualifiedName: string;
  /** Line of the `def`, `class` or of the expression. */
  readonly defLine: number;
  /** 0-based column (UTF-16) of the name in `defLine`; of the expression where there is no name. */
  readonly nameColumn: number;
  /** `co_firstlineno`: the first decorator's line where there is one. */
  readonly firstLine: number;
  readonly endLine: number;
  /** Index of the enclosing scope, -1 for the module. */
  readonly parent: number;
}

export interface PythonCall {
  /** Line of the called name: where CPython 3.11 and newer place a call that spans lines. */
  readonly line: number;
  /** Last name before the parenthesis: `append` for `self.rows.append(x)`. */
  readonly name: string;
  /** Index of the scope that makes the call. */
  readonly scope: number;
}

export interface PythonSyntax {
  /** In the order of the text; the module is first. */
  readonly scopes: readonly PythonScope[];
  /** The scopes that are `def`s. */
  readonly functions: readonly PythonScope[];
  readonly calls: readonly PythonCall[];
}

const COMPREHENSIONS: ReadonlyMap<string, string> = new Map([
  ["ArrayComprehensionExpression", "<listcomp>"],
  ["SetComprehensionExpression", "<setcomp>"],
  ["DictionaryComprehensionExpression", "<dictcomp>"],
  ["ComprehensionExpression", "<genexpr>"],
]);

/** A node on the way from the root to the current one. */
interface OpenNode {
  readonly name: string;
  /** Scope outside and inside the node; inside changes with the node's parts. */
  readonly outer: number;
  inner: number;
  /** For comprehensions: how many `in` were passed. The first iterable is evaluated outside. */
  insSeen: number;
}

/** Functions and calls of a Python source. Never fails: what does not parse is left out. Linear, no recursion. */
export function parsePython(source: string): PythonSyntax {
  const text = source.startsWith("\ufeff") ? source.slice(1) : source;
  const starts = lineStarts(text);
  const scopes: PythonScope[] = [moduleScope(starts.length)];
  const calls: PythonCall[] = [];
  const open: OpenNode[] = [{ name: "", outer: 0, inner: 0, insSeen: 0 }];

  parser.parse(text).iterate({
    enter(ref) {
      const above = open.at(-1);
      const scope = above === undefined ? 0 : scopeOfChild(above, ref.name);
      open.push({ name: ref.name, outer: scope, inner: openScope(ref, scope), insSeen: 0 });
      if (ref.name === "CallExpression") addCall(ref.node.firstChild, scope);
      else if (ref.name === "Decorator") addCall(decoratorName(ref.node), scope);
    },
    leave() {
      open.pop();
    },
  });
  return { scopes, functions: scopes.filter(({ kind }) => kind === "function"), calls };

  function openScope(ref: SyntaxNodeRef, parent: number): number {
    const described = describe(ref, text);
    if (described === null) return parent;
    const { kind, name, first, def, nameAt } = described;
    const outer = scopes[parent];
    const prefix = outer === undefined || outer.kind === "module" ? "" : outer.qualifiedName;
    const joint = outer?.kind === "class" ? "." : ".<locals>.";
    const defLine = lineAt(starts, nameAt);
    scopes.push({
      index: scopes.length,
      kind,
      name,
      qualifiedName: prefix === "" ? name : prefix + joint + name,
      defLine: lineAt(starts, def),
      nameColumn: nameAt - (starts[defLine - 1] ?? 0),
      firstLine: lineAt(starts, first),
      endLine: lineAt(starts, lastCharacter(text, def, ref.to)),
      parent,
    });
    return scopes.length - 1;
  }

  function addCall(callee: SyntaxNode | null, scope: number): void {
    const named = callee?.name === "MemberExpression" ? callee.lastChild : callee;
    if (named?.name !== "VariableName" && named?.name !== "PropertyName") return;
    calls.push({ line: lineAt(starts, named.from), name: text.slice(named.from, named.to), scope });
  }
}

/** Decorators, defaults, base classes and first iterables run in the enclosing scope, not in the one they belong to. */
function scopeOfChild(above: OpenNode, childName: string): number {
  if (childName === "in") above.insSeen += 1;
  if (above.name === "FunctionDefinition" || above.name === "ClassDefinition")
    return childName === "Body" ? above.inner : above.outer;
  if (above.name === "LambdaExpression") return childName === "ParamList" ? above.outer : above.inner;
  if (above.inner !== above.outer && above.insSeen === 1) {
    if (childName === "for" || childName === "if" || childName === "async") above.insSeen = 2;
    else return above.outer;
  }
  return above.inner;
}

interface Described {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly first: number;
  readonly def: number;
  readonly nameAt: number;
}

function describe(ref: SyntaxNodeRef, text: string): Described | null {
  const at = ref.from;
  switch (ref.name) {
    case "FunctionDefinition":
    case "ClassDefinition": {
      const named = ref.node.getChild("VariableName");
      if (named === null) return null;
      const decorated = ref.node.parent?.name === "DecoratedStatement" ? ref.node.parent.from : at;
      const kind = ref.name === "ClassDefinition" ? "class" : "function";
      return { kind, name: text.slice(named.from, named.to), first: decorated, def: at, nameAt: named.from };
    }
    case "LambdaExpression":
      return { kind: "lambda", name: "<lambda>", first: at, def: at, nameAt: at };
    case "ArgList": {
      // `f(x for x in y)`: the parentheses of the call are those of the generator.
      if (ref.node.getChild("for") === null) return null;
      return { kind: "comprehension", name: "<genexpr>", first: at, def: at, nameAt: at };
    }
    default: {
      const name = COMPREHENSIONS.get(ref.name);
      return name === undefined ? null : { kind: "comprehension", name, first: at, def: at, nameAt: at };
    }
  }
}

/** The last name of `@a.b.name` or `@a.b.name(...)`. */
function decoratorName(node: SyntaxNode): SyntaxNode | null {
  let last: SyntaxNode | null = null;
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name === "VariableName" || child.name === "PropertyName" || child.name === "MemberExpression")
      last = child;
  return last;
}

function moduleScope(endLine: number): PythonScope {
  const name = "<module>";
  const place = { defLine: 1, nameColumn: 0, firstLine: 1, endLine };
  return { index: 0, kind: "module", name, qualifiedName: name, ...place, parent: -1 };
}

function lastCharacter(text: string, from: number, to: number): number {
  let last = to - 1;
  while (last > from && /\s/.test(text[last] ?? "")) last--;
  return last;
}

/** The innermost `def` whose lines, decorators included, hold the line. */
export function functionAt(syntax: PythonSyntax, line: number): PythonScope | null {
  let innermost: PythonScope | null = null;
  for (const scope of syntax.functions) if (scope.firstLine <= line && line <= scope.endLine) innermost = scope;
  return innermost;
}
