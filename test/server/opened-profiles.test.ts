import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Places } from "../../src/core/protocol/server.ts";
import { recordingFacts, recordingSubtitle, recordingTitle } from "../../src/core/recording-title.ts";
import { fileHeat } from "../../src/server/heat.ts";
import { missingSources } from "../../src/server/missing-sources.ts";
import { readProfileFile } from "../../src/server/profile-reader.ts";
import { createRunStore } from "../../src/server/run-store.ts";
import { runView } from "../../src/server/run-view.ts";
import { pythons } from "../support/python.ts";

const OPTIONS = { weight: null, measure: "total", threshold: 0 } as const;
const SOURCE = `def work(n):
    return sum(i * i for i in range(n))


def main():
    for _ in range(20):
        work(2000)


main()
`;

let folder = "";
let script = "";
const inFolder = (name: string) => path.join(folder, name);
const places = (mappings: Places["mappings"] = []): Places => ({ folders: [folder], mappings });

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "heatline-opened-")));
  script = inFolder("app.py");
  writeFileSync(script, SOURCE);
});

/** Profiles the script with the real cProfile, which names it as it was given: relative. */
function profile(name = "app.pstats"): string {
  execFileSync(pythons().at(-1)!, ["-m", "cProfile", "-o", name, "app.py"], { cwd: folder });
  return inFolder(name);
}

function collapsed(name: string, text: string): string {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
}

const linesOf = async (store: ReturnType<typeof createRunStore>, file: string, text = SOURCE) =>
  (await fileHeat(store.find(file)!, { path: script, text }, OPTIONS))?.lines.map(({ line }) => line);

describe("an opened profile", () => {
  it("has heat on the sources, title and facts, and is not current until it is loaded", async () => {
    const store = createRunStore();
    const file = profile();
    const index = await store.open(file, places());
    expect(store.current).toBeNull();
    expect(await linesOf(store, file)).toEqual(expect.arrayContaining([1, 5, 7]));
    const view = runView(index);
    expect(recordingTitle(view.recording)).toBe("app.pstats");
    expect(recordingSubtitle(view)).toMatch(/^cProfile · pstats · \d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(Object.fromEntries(recordingFacts(view).map(({ label, value }) => [label, value]))).toMatchObject({
      File: file,
      Holds: expect.stringMatching(/^\d+ functions in \d+ files$/),
      Calls: expect.stringMatching(/calls, exact$/),
    });
    expect(await store.load(file, places())).toBe(index);
    expect(store.current).toBe(index);
  });

  it("is read once while the file stays as it is, and again when it is written", async () => {
    const read: string[] = [];
    const store = createRunStore(async (file) => {
      read.push(file);
      return readProfileFile(file);
    });
    const file = collapsed("a.collapsed", "main (app.py:6);work (app.py:2) 30\n");
    await store.open(file, places());
    await store.load(file, places());
    await store.open(file, places([{ from: "/srv", to: folder }]));
    expect(read).toHaveLength(1);
    collapsed("a.collapsed", "main (app.py:6);work (app.py:2) 3000\n");
    const index = await store.open(file, places());
    expect(read).toHaveLength(2);
    expect([...index.totals.values()]).toEqual([3000]);
  });

  it("stays while it is current or has a view, and no longer", async () => {
    const store = createRunStore();
    const [a, b] = [collapsed("a.collapsed", "x (a.py:1) 1\n"), collapsed("b.collapsed", "y (b.py:1) 1\n")];
    await store.open(a, places());
    await store.load(b, places());
    store.close(b);
    expect(store.find(b)).not.toBeNull();
    await store.load(a, places());
    expect(store.find(b)).toBeNull();
    await store.unload();
    expect(store.find(a)).not.toBeNull();
    store.close(a);
    expect(store.find(a)).toBeNull();
  });

  it.each([
    ["is not there", () => inFolder("no.pstats"), "no.pstats cannot be opened: it is not there any more."],
    ["is a folder", () => folder, "is a folder, not a profile."],
    ["is no profile", () => collapsed("x.pstats", "Dear Ann,\nhow are you?\n"), "x.pstats cannot be used"],
    ["is empty", () => collapsed("x.pstats", ""), "The file is empty"],
  ])("says why when it %s", async (_, make, reason) => {
    await expect(createRunStore().open(make(), places())).rejects.toThrow(reason);
  });
});

describe("where the files of an opened profile are", () => {
  it("below the workspace, else beside the profile", async () => {
    mkdirSync(inFolder("results"));
    mkdirSync(inFolder("results/lib"));
    writeFileSync(inFolder("results/lib/beside.py"), SOURCE);
    const file = collapsed("results/a.collapsed", "main (app.py:6) 1\nwork (lib/beside.py:2) 1\nx (gone.py:1) 1\n");
    const { facts } = await createRunStore().open(file, places());
    expect(facts.place("app.py")?.path).toBe(script);
    expect(facts.place("lib/beside.py")?.path).toBe(inFolder("results/lib/beside.py"));
    expect(facts.place("gone.py")?.path).toBe(inFolder("gone.py"));
    expect(facts.classify("app.py")).toMatchObject({ origin: "own", package: "app" });
  });

  it.each([
    ["/srv/shop", "/srv/shop/app.py"],
    ["C:/work", "C:\\work\\app.py"],
    ["", "/app.py"],
  ])("found by the longest common end, and used once the user agreed: %s", async (from, recorded) => {
    const file = collapsed("a.collapsed", `main (${recorded}:6);work (${recorded}:2) 30\n`);
    const store = createRunStore();
    const before = await store.open(file, places());
    expect(await linesOf(store, file)).toBeUndefined();
    expect(await missingSources(before, places())).toEqual({ files: 1, proposal: { from, to: folder, files: 1 } });
    const after = await store.open(file, places([{ from, to: folder }]));
    expect(await linesOf(store, file)).toEqual([2, 6]);
    expect(await missingSources(after, places())).toEqual({ files: 0, proposal: null });
  });

  it("not looked for where they are a library's, or generated, or cells of a notebook", async () => {
    const recorded = [
      "/opt/env/lib/python3.12/site-packages/app.py",
      "/opt/env/lib/python3.12/app.py",
      "<frozen app>",
      "/tmp/ipykernel_7/123.py",
    ];
    const file = collapsed("a.collapsed", recorded.map((name) => `f (${name}:1) 1\n`).join(""));
    const index = await createRunStore().open(file, places());
    expect(await missingSources(index, places())).toEqual({ files: 0, proposal: null });
    expect(recorded.map((name) => index.facts.classify(name).origin)).toEqual(["library", "stdlib", "stdlib", "own"]);
    expect(index.facts.place("/tmp/ipykernel_7/123.py")).toBeNull();
  });
});

describe("sources that were written after the profile", () => {
  const touch = () => utimesSync(script, new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));

  it("have their heat while all functions are where the profile has them", async () => {
    const store = createRunStore();
    const file = profile();
    writeFileSync(script, SOURCE.replace("range(20)", "range(30)"));
    touch();
    await store.open(file, places());
    expect(await linesOf(store, file, readFileSync(script, "utf8"))).toEqual(expect.arrayContaining([1, 5, 7]));
  });

  it("have no heat where a function has moved, or is gone", async () => {
    for (const text of [`import os\n${SOURCE}`, SOURCE.replace("def work", "def works")]) {
      writeFileSync(script, SOURCE);
      const store = createRunStore();
      const file = profile();
      writeFileSync(script, text);
      touch();
      await store.open(file, places());
      const heat = await fileHeat(store.find(file)!, { path: script, text }, OPTIONS);
      expect(heat).toMatchObject({ edited: true, lines: [] });
    }
  });

  it("are none that were removed", async () => {
    const store = createRunStore();
    const file = profile();
    rmSync(script);
    await store.open(file, places());
    expect(await linesOf(store, file)).toEqual([]);
  });
});
