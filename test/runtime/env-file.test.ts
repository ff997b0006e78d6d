// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of .env files are what is tested
import { describe, expect, test } from "vitest";
import { mergeEnv, parseEnvFile } from "../../src/runtime/env-file.ts";

describe("parseEnvFile", () => {
  const base = { HOME: "/home/me", EMPTY: "" };
  test.each([
    ["A=1", { A: "1" }],
    ["  A = 1  ", { A: "1" }],
    ["A=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["export A=1", { A: "1" }],
    ["\uFEFFA=1", { A: "1" }],
    ["A=", { A: "" }],
    ["A='x y'", { A: "x y" }],
    ['A="x y"', { A: "x y" }],
    ['A="unclosed', { A: '"unclosed' }],
    ["A='a\\nb'", { A: "a\nb" }],
    ['A="a\\nb"', { A: "a\nb" }],
    ["A=a\\nb", { A: "a\\nb" }],
    ["A=b=c", { A: "b=c" }],
    ["A=1\nA=2", { A: "2" }],
    ["A=1\nB=${A}/x", { A: "1", B: "1/x" }],
    ["B=${A}/x\nA=1", { A: "1", B: "/x" }],
    ["A=${HOME}/x", { A: "/home/me/x" }],
    ["A=${NOWHERE}", { A: "" }],
    ["A=\\${HOME}", { A: "${HOME}" }],
    ["A=$HOME", { A: "$HOME" }],
    ["A=${HOME", { A: "${HOME" }],
    ["A=${constructor}", { A: "" }],
    ["# comment\n\nnot a line\n1A=x\n-B=y", {}],
    ["A=x # y", { A: "x # y" }],
    ["_A=1", { _A: "1" }],
    ["A=emoji 🐍", { A: "emoji 🐍" }],
  ])("%j", (text, expected) => expect(parseEnvFile(text, base)).toEqual(expected));

  test("a name such as __proto__ is a name", () => {
    const parsed = parseEnvFile("_A=1\n__proto__=x\nconstructor=y");
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.hasOwn(parsed, "constructor")).toBe(true);
  });
});

describe("mergeEnv", () => {
  test("the file wins, PATH and PYTHONPATH of the file come first", () => {
    const base = { A: "1", PATH: "/bin", PYTHONPATH: "/lib", GONE: undefined };
    expect(mergeEnv(base, { A: "2", PATH: "/x", PYTHONPATH: "src" }, "linux")).toEqual({
      A: "2",
      PATH: "/x:/bin",
      PYTHONPATH: "src:/lib",
    });
  });
  test.each([
    ["no PYTHONPATH before", {}, { PYTHONPATH: "src" }, { PYTHONPATH: "src" }],
    ["an empty one in the file", { PYTHONPATH: "/lib" }, { PYTHONPATH: "" }, { PYTHONPATH: "/lib" }],
    ["other names can be emptied", { A: "1" }, { A: "" }, { A: "" }],
  ])("%s", (_name, base, file, expected) => expect(mergeEnv(base, file, "linux")).toEqual(expected));
  test("Windows has one PATH, however it is written", () => {
    expect(mergeEnv({ Path: "C:\\Windows" }, { PATH: "C:\\x" }, "win32")).toEqual({ Path: "C:\\x;C:\\Windows" });
  });
});
