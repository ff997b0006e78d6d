import fc from "fast-check";
import { expect, test } from "vitest";
import { collapsed } from "../../../src/core/export/collapsed.ts";
import { SAVED_FILES, SAVED_KINDS, savedFileName } from "../../../src/core/export/saved-file.ts";
import { speedscope } from "../../../src/core/export/speedscope.ts";

test("names keep their words", () => {
  expect(savedFileName("report.py --days 3", "png")).toBe("report.py_--days_3.png");
  expect(savedFileName("مرحبا 🔥", "svg")).toBe("مرحبا.svg");
  expect(savedFileName("pkg.mod.Class.run", "collapsed")).toBe("pkg.mod.Class.run.collapsed");
});

test("no path, no hidden file, no device, nothing endless", () => {
  expect(savedFileName("../../etc/passwd", "speedscope")).toBe("etc_passwd.speedscope.json");
  expect(savedFileName("C:\\x\\..\\y", "png")).toBe("C_x_.._y.png");
  expect(savedFileName("con", "png")).toBe("flamegraph_con.png");
  expect(savedFileName("NUL.txt", "png")).toBe("flamegraph_NUL.txt.png");
  expect(savedFileName("", "report")).toBe("flamegraph.html");
  expect(savedFileName("x".repeat(10_000), "png").length).toBe(84);
});

test("whatever the text, the name is a plain one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...SAVED_KINDS), (text, kind) => {
      const name = savedFileName(text, kind);
      expect(name.endsWith(SAVED_FILES[kind].extension)).toBe(true);
      expect(name.slice(0, -SAVED_FILES[kind].extension.length)).toMatch(
        /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?$/u,
      );
    }),
  );
});

test("profiles are saved under the endings that they are opened by", () => {
  expect([SAVED_FILES.speedscope.extension, SAVED_FILES.collapsed.extension]).toEqual([
    speedscope.extension,
    collapsed.extension,
  ]);
});
