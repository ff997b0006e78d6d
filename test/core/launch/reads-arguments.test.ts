import { describe, expect, it } from "vitest";
import { isModuleName, moduleNameOf } from "../../../src/core/launch/module-name.ts";
import { readsArguments } from "../../../src/core/launch/reads-arguments.ts";

describe("does a program read its command line", () => {
  it.each([
    "import argparse\n",
    "import os, argparse",
    "from click import command",
    "    import typer",
    "import sys\nname = sys.argv[1]",
    "main(sys.argv[1:])",
    "main(sys.argv)",
    "if len(sys.argv) != 2: sys.exit('usage')",
    "from sys import argv",
  ])("yes: %j", (source) => expect(readsArguments(source)).toBe(true));

  it.each([
    "",
    "print('hello')",
    "# import argparse",
    "print(sys.argv[0])",
    "import clickhouse",
    "main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)",
    "if __name__ == '__main__': main()",
  ])("no: %j", (source) => expect(readsArguments(source)).toBe(false));
});

describe("module names", () => {
  it.each([
    ["logreport/parser.py", "logreport.parser"],
    ["src\\app\\__main__.py", "app"],
    ["app/__init__.py", "app"],
    ["my-script.py", ""],
    ["../other.py", ""],
    ["notes.txt", ""],
  ])("%j is run as %j", (file, name) => expect(moduleNameOf(file)).toBe(name));

  it("takes what Python takes", () => {
    expect(isModuleName("a.b_1.größe")).toBe(true);
    for (const bad of ["", "a..b", ".a", "1a", "a b", "a;b", "-m"]) expect(isModuleName(bad)).toBe(false);
  });
});
