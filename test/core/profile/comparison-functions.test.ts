import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparedFiles, portableFile } from "../../../src/core/profile/comparison-files.ts";
import { pairFunctions } from "../../../src/core/profile/comparison-functions.ts";
import { compareRows } from "../../../src/core/profile/comparison-rows.ts";

type Entry = readonly [name: string, file: string, firstLine: number];
const columns = (...entries: Entry[]) => ({
  name: entries.map(([name]) => name),
  file: entries.map(([, file]) => file),
  firstLine: entries.map(([, , line]) => line),
});

/** Which of the second's entries each of the first is; -1 for none. */
function paired(before: readonly Entry[], after: readonly Entry[]): number[] {
  const { ofBefore, ofAfter } = pairFunctions(columns(...before), columns(...after));
  return [...ofBefore].map((number) => ofAfter.indexOf(number));
}

describe("functions are the same", () => {
  it("by name and file, wherever an edit has moved them", () => {
    expect(
      paired(
        [
          ["f", "/p/a.py", 3],
          ["g", "/p/a.py", 9],
        ],
        [
          ["g", "/p/a.py", 99],
          ["f", "/p/b.py", 3],
        ],
      ),
    ).toEqual([-1, 0]);
  });

  it("in their order where a file has several of one name, and as many on both sides", () => {
    const before: Entry[] = [
      ["__init__", "/p/a.py", 50],
      ["__init__", "/p/a.py", 10],
    ];
    expect(
      paired(before, [
        ["__init__", "/p/a.py", 12],
        ["__init__", "/p/a.py", 60],
      ]),
    ).toEqual([1, 0]);
    expect(paired(before, [["__init__", "/p/a.py", 60]])).toEqual([0, 0]);
  });

  it("in another environment, another version of Python and another system", () => {
    const pairs = [
      ["/old/.venv/lib/python3.11/site-packages/jinja2/env.py", "C:\\v\\Lib\\site-packages\\jinja2\\env.py"],
      ["/usr/lib/python3.11/json/decoder.py", "C:\\Python312\\Lib\\json\\decoder.py"],
      ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap>"],
      ["", ""],
    ] as const;
    for (const [before, after] of pairs) expect(paired([["f", before, 1]], [["f", after, 1]])).toEqual([0]);
  });

  it("where one checkout stands for another, and not where only a common name says so", () => {
    const [before, after] = [
      ["/home/a/shop/app.py", "/home/a/shop/web/views.py", "/home/a/shop/web/__init__.py", "/x/setup.py"],
      ["/srv/app.py", "/srv/web/views.py", "/srv/web/__init__.py", "/y/setup.py"],
    ];
    const names = comparedFiles(before, after);
    expect(before.map((file) => names.get(file))).toEqual([...after.slice(0, 3), "/x/setup.py"].map(portableFile));
  });
});

describe("files of one recording in the other", () => {
  const parts = fc.array(fc.constantFrom("a", "b", "C", "lib", "python3.12", "site-packages"), { maxLength: 4 });
  const files = fc
    .array(fc.tuple(parts, fc.constantFrom("m.py", "n.py", "__init__.py")), { maxLength: 12 })
    .map((all) => all.map(([folders, name]) => ["", ...folders, name].join("/")));

  it("are the same in either direction", () => {
    fc.assert(
      fc.property(files, files, (before, after) => {
        const pairs = (one: readonly string[], other: readonly string[]) => {
          const names = comparedFiles(one, other);
          return one.flatMap((file) =>
            other.filter((each) => portableFile(each) === names.get(file)).map((each) => [file, each]),
          );
        };
        const forth = pairs(before, after).map(([one, other]) => `${one} ${other}`);
        const back = pairs(after, before).map(([one, other]) => `${other} ${one}`);
        expect(forth.sort()).toEqual(back.sort());
      }),
      { numRuns: 500 },
    );
  });
});

describe("rows of functions side by side", () => {
  const row = (name: string, self: number, line = 1) => {
    return { function: name, file: "/p/a.py", line, self, total: 2 * self, calls: null };
  };
  it("have every row of either side once; several of one name are summed where they cannot be told apart", () => {
    const rows = compareRows([row("f", 1), row("f", 2, 7), row("g", 5)], [row("f", 10, 3), row("h", 20)]);
    expect(
      rows.map(({ before, after }) => [before?.function ?? "", before?.self, after?.function ?? "", after?.self]),
    ).toEqual([
      ["f", 3, "f", 10],
      ["", undefined, "h", 20],
      ["g", 5, "", undefined],
    ]);
  });
});
