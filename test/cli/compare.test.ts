import { writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { compareOutputSchema } from "../../src/core/protocol/cli.ts";
import { temporaryFolder } from "../runtime/support.ts";
import { buildHeatline, fixture, type Heatline } from "./heatline.ts";

let heatline: Heatline;
let folder = "";
beforeAll(async () => {
  heatline = await buildHeatline();
  folder = temporaryFolder("cli compare");
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write(
    "before.collapsed",
    "main (/old/app.py:3);parse (/old/app.py:9) 400\nmain (/old/app.py:4);load (/old/io.py:2) 300\nmain (/old/app.py:5) 300\n",
  );
  write(
    "after.collapsed",
    "main (/new/app.py:8);parse (/new/app.py:15) 200\nmain (/new/app.py:8);cache (/new/app.py:40) 99\nmain (/new/app.py:9) 301\n",
  );
});

const compare = (...args: string[]) => heatline.run(folder, ["compare", ...args]);
const json = async (...args: string[]) =>
  z.parse(compareOutputSchema, JSON.parse((await compare(...args, "--json")).stdout));

describe("heatline compare", () => {
  test("each function before, after and what became of it, the largest change first; lines and folders may differ", async () => {
    const { functions, before, after, scale, weight } = await json("before.collapsed", "after.collapsed", "--absolute");
    expect({ before: before.total, after: after.total, scale, weight: weight.id }).toEqual({
      ...{ before: 1000, after: 600, scale: "absolute", weight: "samples" },
    });
    expect(functions.map(({ function: name, file, change, difference }) => [name, file, change, difference])).toEqual([
      ["load", "/old/io.py", "gone", -300],
      ["parse", "/new/app.py", "shrunk", -200],
      ["cache", "/new/app.py", "new", 99],
      ["main", "/new/app.py", "same", 1],
    ]);
    expect(functions[1]).toMatchObject({ before: { self: 400, total: 400 }, after: { self: 200, total: 200 } });
    expect(functions[0]?.after).toBeNull();
  });

  test("samples by their shares unless told otherwise", async () => {
    const { functions, scale } = await json("before.collapsed", "after.collapsed");
    expect(scale).toBe("shares");
    const main = functions.find((row) => row.function === "main");
    expect(main).toMatchObject({ change: "grown", difference: expect.closeTo(301 / 600 - 0.3) });
  });

  test("as text: what changed, and the other way round the opposite", async () => {
    const forth = await compare("before.collapsed", "after.collapsed", "--absolute", "--top", "2");
    expect(forth).toMatchObject({ code: 0, stderr: "" });
    expect(forth.stdout).toBe(
      [
        "self, 1,000 samples (1,000 samples) before, 600 samples (600 samples) after: −400 samples, −40.0 %",
        "      before        after       change",
        " 300 samples    0 samples −300 samples      gone  /old/io.py  load",
        " 400 samples  200 samples −200 samples   −50.0 %  /new/app.py  parse",
        "",
      ].join("\n"),
    );
    const back = await compare("after.collapsed", "before.collapsed", "--absolute", "--total", "--top", "2");
    expect(back.stdout).toMatch(/\+400 samples {3}\+66\.7 % {2}.* main\n.*\+300 samples {7}new {2}.* load\n$/);
  });

  test("a profile with itself has changed in nothing", async () => {
    const said = await compare(fixture("cprofile-3.11.pstats"), fixture("cprofile-3.11.pstats"));
    expect(said.stdout).toContain("no function has changed");
    const { functions } = await json(
      fixture("cprofile-3.11.pstats"),
      fixture("cprofile-3.11.pstats"),
      "--weight",
      "calls",
    );
    expect(new Set(functions.map(({ change, difference }) => `${change} ${difference}`))).toEqual(new Set(["same 0"]));
  });

  test.each([
    [["before.collapsed"], 2, "needs two run directories or profiles"],
    [["before.collapsed", "after.collapsed", "--self", "--total"], 2, "exclude each other"],
    [["before.collapsed", "after.collapsed", "--weight", "wall"], 2, "there is no weight wall here"],
    [["before.collapsed", "gone.pstats"], 3, "gone.pstats cannot be read"],
  ])("%j ends with %d and says why", async (args, code, reason) => {
    const said = await compare(...args);
    expect(said.code).toBe(code);
    expect(said.stderr).toContain(reason);
  });

  test("without a weight in common: which each has", async () => {
    const said = await compare("before.collapsed", fixture("cprofile-3.11.pstats"));
    expect(said).toMatchObject({ code: 2, stdout: "" });
    expect(said.stderr).toContain("no weight in common: one has samples, the other wall, calls");
  });
});
