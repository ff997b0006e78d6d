import { describe, expect, it } from "vitest";
import { createGraphBuilder } from "../../../src/core/profile/builder.ts";
import type { CallNumbers } from "../../../src/core/profile/call-rows.ts";
import { graphLineHeat } from "../../../src/core/profile/graph-heat.ts";
import { parsePython } from "../../../src/core/python/syntax.ts";
import { fixtureText, parseFixture } from "../../support/fixtures.ts";

function numbers(calls: number, totalSeconds: number, selfSeconds = totalSeconds): CallNumbers {
  return { calls, primitiveCalls: calls, selfSeconds, totalSeconds };
}

describe("cProfile's numbers on lines", () => {
  const SOURCE = `def main():
    once()
    many(1)
    many(2); many(3)
    Thing()
    rows.append(len(rows))
    alias()

class Thing:
    def __init__(self):
        pass
`;

  it("exact with one possible line, shared and estimated with several, not placed with none", () => {
    const builder = createGraphBuilder({ format: "test", producer: "test", pid: null });
    const file = builder.file("app.py");
    const main = builder.function("main", file, 1);
    builder.addFunction(main, numbers(1, 10, 1));
    const call = (name: string, line: number, own: boolean, edge: CallNumbers) => {
      const callee = builder.function(name, own ? file : -1, line);
      builder.addFunction(callee, edge);
      builder.addEdge(main, callee, edge);
    };
    call("once", 90, true, numbers(1, 2));
    call("many", 95, true, numbers(6, 3));
    call("__init__", 10, true, numbers(4, 1));
    call("<built-in method builtins.len>", 0, false, numbers(5, 0.5));
    call("<method 'append' of 'list' objects>", 0, false, numbers(5, 0.25));
    call("behind_alias", 99, true, numbers(7, 1));
    const profile = builder.build([]);
    const rows = graphLineHeat(profile, 0, parsePython(SOURCE)).map(
      ({ role, line, totalNs, selfNs, calls, certainty }) =>
        `${line} ${role} ${totalNs / 1e9} ${selfNs / 1e9} ${calls} ${certainty}`,
    );
    expect(rows).toEqual([
      "1 def 10 1 1 exact",
      "2 call 2 0 1 exact",
      "3 call 1.5 0 3 estimated",
      "4 call 1.5 0 3 estimated",
      "5 call 1 0 4 exact",
      "6 call 0.75 0.75 10 exact",
      "10 def 1 1 4 exact",
    ]);
  });

  it("once, where a generator of the line makes calls within another call of the line", () => {
    const source = `def main():
    text = ",".join(make(row) for row in rows)
    later = (make(row) for row in rows)
`;
    const builder = createGraphBuilder({ format: "test", producer: "test", pid: null });
    const file = builder.file("app.py");
    const [main, join, generator, make] = [
      builder.function("main", file, 1),
      builder.function("<method 'join' of 'str' objects>", -1, 0),
      builder.function("<genexpr>", file, 2),
      builder.function("make", file, 90),
    ];
    builder.addEdge(main, join, numbers(1, 5, 1));
    builder.addEdge(join, generator, numbers(9, 4, 1));
    builder.addEdge(generator, make, numbers(8, 3, 3));
    builder.addEdge(builder.function("<genexpr>", file, 3), make, numbers(2, 1, 1));
    const heat = graphLineHeat(builder.build([]), 0, parsePython(source)).filter(({ role }) => role === "call");
    expect(heat.map(({ line, totalNs, calls }) => [line, totalNs / 1e9, calls])).toEqual([
      [2, 5, 9],
      [3, 1, 2],
    ]);
  });

  it("unknown where a pair's time is not known, also beside known ones", () => {
    const source = `def main():
    slow(quick(1))
    len(rows)
    quick(2)
`;
    const builder = createGraphBuilder({ format: "test", producer: "test", pid: null });
    const file = builder.file("app.py");
    const [main, slow, quick, len] = [
      builder.function("main", file, 1),
      builder.function("slow", file, 80),
      builder.function("quick", file, 90),
      builder.function("<built-in method builtins.len>", -1, 0),
    ];
    const counted = (calls: number) => numbers(calls, Number.NaN);
    builder.addEdge(main, slow, counted(1));
    builder.addEdge(main, quick, numbers(2, 4));
    builder.addEdge(main, len, counted(3));
    const heat = graphLineHeat(builder.build([]), 0, parsePython(source)).filter(({ role }) => role === "call");
    expect(heat.map(({ line, totalNs, selfNs, calls }) => [line, totalNs, selfNs, calls])).toEqual([
      [2, Number.NaN, 0, 2],
      [3, Number.NaN, Number.NaN, 3],
      [4, 2e9, 0, 1],
    ]);
    expect(heat[0]?.callees.map((callee) => callee.function)).toEqual([quick, slow]);
  });

  it.each(["2.7", "3.8", "3.11", "3.12", "3.13"])("of Python %s: comprehensions, lambdas, methods", (version) => {
    const [profile] = parseFixture(`cprofile-${version}.pstats`);
    if (profile?.kind !== "graph") throw new Error("not a graph");
    const heat = graphLineHeat(profile, profile.files.indexOf("work.py"), parsePython(fixtureText("programs/work.py")));
    const calls = (line: number, role: string) => heat.find((row) => row.line === line && row.role === role)?.calls;
    const lineOf = (text: string) =>
      fixtureText("programs/work.py")
        .split("\n")
        .findIndex((row) => row.includes(text)) + 1;
    expect(calls(lineOf("def fib"), "def")).toBe(465);
    expect(calls(lineOf("return n if"), "call")).toBe(464);
    expect(calls(lineOf("def parse"), "def")).toBe(20);
    expect(calls(lineOf("fib(12)"), "call")).toBe(1);
    expect(calls(lineOf("lambda row"), "def")).toBe(20);
    expect(calls(lineOf("rows.append"), "call")).toBe(60);
  });
});
