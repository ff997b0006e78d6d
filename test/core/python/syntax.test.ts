import { describe, expect, it } from "vitest";
import { functionAt, parsePython } from "../../../src/core/python/syntax.ts";

const SOURCE = `@decorate(first())
@other.name
def outer(x=default()):
    def inner():
        return [a(k) for k in s() if c(k)]
    return inner().run(
        1,
    )


class Thing(base()):
    size = measure()

    async def method(self):
        await go(lambda n=early(): late(n))
        return sum(e(i) for i in items())
`;

describe("the syntax of a Python source", () => {
  const syntax = parsePython(SOURCE);

  it("has every scope with CPython's first line and qualified name", () => {
    expect(syntax.scopes.map((s) => `${s.qualifiedName} ${s.firstLine} ${s.defLine} ${s.endLine}`)).toEqual([
      "<module> 1 1 17",
      "outer 1 3 8",
      "outer.<locals>.inner 4 4 5",
      "outer.<locals>.inner.<locals>.<listcomp> 5 5 5",
      "Thing 11 11 16",
      "Thing.method 14 14 16",
      "Thing.method.<locals>.<lambda> 15 15 15",
      "Thing.method.<locals>.<genexpr> 16 16 16",
    ]);
  });

  it("places calls in the scope that makes them", () => {
    const calls = syntax.calls.map((call) => `${call.line} ${call.name} ${syntax.scopes[call.scope]?.name}`);
    expect(calls.sort()).toEqual(
      [
        "1 decorate <module>",
        "1 first <module>",
        "2 name <module>",
        "3 default <module>",
        "5 a <listcomp>",
        "5 c <listcomp>",
        "5 s inner",
        "6 inner outer",
        "6 run outer",
        "11 base <module>",
        "12 measure Thing",
        "15 early method",
        "15 go method",
        "15 late <lambda>",
        "16 e <genexpr>",
        "16 items method",
        "16 sum method",
      ].sort(),
    );
  });

  it("finds the function of a line", () => {
    const names = [1, 4, 7, 9, 12, 16].map((line) => functionAt(syntax, line)?.name ?? null);
    expect(names).toEqual(["outer", "inner", "outer", null, null, "method"]);
  });

  it("counts lines as Python does", () => {
    const places = parsePython("a = '\u2028\f'\r\nf()\rg()\nh()").calls.map(({ name, line }) => [name, line]);
    expect(places).toEqual([
      ["f", 2],
      ["g", 3],
      ["h", 4],
    ]);
  });

  it("survives what is not Python, and 20,000 parentheses", () => {
    expect(parsePython("def (:\n  class\n)))").scopes[0]?.name).toBe("<module>");
    expect(parsePython(`${"f(".repeat(20_000)}`).scopes.length).toBeGreaterThan(0);
  });
});
