import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { RunManifest } from "../../src/core/protocol/run.ts";
import {
  applyRetention,
  captureSources,
  createRunDirectory,
  deleteRun,
  listRuns,
  pinRun,
  readEvents,
  readManifest,
  readSource,
  renameRun,
  updateManifest,
} from "../../src/runtime/run-directory.ts";
import { temporaryFolder, writeScript } from "./support.ts";

const root = temporaryFolder();
let folder: string;
let runsDir: string;
let count = 0;
beforeEach(() => {
  folder = path.join(root, `workspace ${count++}`);
  runsDir = path.join(folder, ".heatline", "runs");
  mkdirSync(folder);
});

function manifest(over: Partial<RunManifest> = {}): Omit<RunManifest, "id"> {
  return {
    schema: 1,
    name: null,
    pinned: false,
    target: { kind: "file", path: "/x/a.py" },
    args: [],
    cwd: folder,
    envNames: [],
    workspaceFolder: folder,
    interpreter: {
      path: "/usr/bin/python3",
      version: "3.11.7",
      implementation: "cpython",
      freeThreaded: false,
      prefix: "",
      basePrefix: "",
      stdlib: "",
      sitePackages: [],
      why: "the test",
    },
    requested: "auto",
    chosenBecause: "",
    state: "done",
    startedAt: "2026-11-23T10:00:00.123Z",
    endedAt: null,
    passes: [],
    git: null,
    machine: { os: "", arch: "", cpus: 1 },
    sources: [],
    notes: [],
    ...over,
  };
}

const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, "0")}:00.000Z`;

describe("createRunDirectory", () => {
  test("names are time and id, unique within a second", async () => {
    const made = await Promise.all(
      Array.from({ length: 50 }, () => createRunDirectory({ below: runsDir }, manifest())),
    );
    expect(new Set(made.map(({ dir }) => dir)).size).toBe(50);
    for (const { dir, manifest } of made) {
      expect(manifest.id).toMatch(/^20261123T100000Z-[0-9a-f]{6}$/);
      expect(path.basename(dir)).toBe(manifest.id);
      expect(await readManifest(dir)).toEqual(manifest);
    }
  });

  test("the folder keeps itself out of version control and back-ups, and the user's own file is left alone", async () => {
    await createRunDirectory({ below: runsDir }, manifest());
    expect(readFileSync(path.join(folder, ".heatline/.gitignore"), "utf8")).toMatch(/^\*$/m);
    expect(readFileSync(path.join(folder, ".heatline/CACHEDIR.TAG"), "utf8")).toMatch(
      /^Signature: 8a477f597d28d172789f06886806bc55\n/,
    );
    writeFileSync(path.join(folder, ".heatline/.gitignore"), "mine");
    await createRunDirectory({ below: runsDir }, manifest());
    expect(readFileSync(path.join(folder, ".heatline/.gitignore"), "utf8")).toBe("mine");
  });

  test("a folder that was there before gets no .gitignore", async () => {
    await createRunDirectory({ below: folder }, manifest());
    expect(existsSync(path.join(folder, ".gitignore"))).toBe(false);
    const fresh = path.join(folder, "elsewhere");
    await createRunDirectory({ below: fresh }, manifest());
    expect(existsSync(path.join(fresh, ".gitignore"))).toBe(true);
  });

  test.each([
    ["below a file", () => path.join(writeScript(folder, "file", ""), "runs"), "a part of the path is a file"],
    ["with a name too long for the disk", () => path.join(folder, "n".repeat(300), "runs"), "cannot write"],
  ])("%s is a sentence that names the setting", async (_name, where, sentence) => {
    const error = await createRunDirectory({ below: where() }, manifest()).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: "runs-directory-not-writable", message: expect.stringContaining(sentence) });
    expect(error).toMatchObject({ remedy: expect.stringContaining("heatline.runsDirectory") });
  });
});

describe("the manifest", () => {
  test("changes of many writers are all kept", async () => {
    const { dir } = await createRunDirectory({ below: runsDir }, manifest());
    const note = (code: string) => ({ level: "info" as const, code, message: code });
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        updateManifest(dir, (now) => ({ ...now, notes: [...now.notes, note(`n${i}`)] })),
      ),
    );
    expect(new Set((await readManifest(dir)).notes.map(({ code }) => code)).size).toBe(30);
    expect(readdirSync(dir)).toEqual(["run.json"]);
  });

  test("a lock of a dead process is taken over", async () => {
    const { dir } = await createRunDirectory({ below: runsDir }, manifest());
    const lock = path.join(dir, "run.json.lock");
    writeFileSync(lock, "");
    utimesSync(lock, new Date(0), new Date(0));
    expect((await renameRun(dir, "  mine ")).name).toBe("mine");
    expect((await renameRun(dir, "")).name).toBeNull();
  });

  test.each([
    ["nothing", null, "is not a run"],
    ["not JSON", "{", "it is not JSON"],
    ["a field of the wrong type", JSON.stringify({ schema: 1, id: 3 }), "damaged at id"],
    ["a newer Heatline's", JSON.stringify({ schema: 2 }), "newer Heatline (format 2; this one reads 1)"],
  ])("%s gives one sentence", async (_name, text, sentence) => {
    const dir = path.join(runsDir, "x");
    mkdirSync(dir, { recursive: true });
    if (text !== null) writeFileSync(path.join(dir, "run.json"), text);
    await expect(readManifest(dir)).rejects.toThrow(sentence);
    const { runs, skipped } = await listRuns(runsDir);
    expect(runs).toEqual([]);
    expect(skipped).toMatchObject([{ dir, reason: expect.stringContaining(sentence) }]);
  });

  test("unknown fields of the same format are ignored", async () => {
    const { dir, manifest: written } = await createRunDirectory({ below: runsDir }, manifest());
    writeFileSync(path.join(dir, "run.json"), JSON.stringify({ ...written, later: 1 }));
    expect(await readManifest(dir)).toEqual(written);
  });
});

describe("the list", () => {
  test("is newest first; no folder is no runs", async () => {
    expect(await listRuns(runsDir)).toEqual({ runs: [], skipped: [] });
    for (const minute of [2, 9, 5]) await createRunDirectory({ below: runsDir }, manifest({ startedAt: at(minute) }));
    expect((await listRuns(runsDir)).runs.map((run) => run.manifest.startedAt)).toEqual([at(9), at(5), at(2)]);
  });

  test("retention removes the oldest, by count and by size, never pinned or running ones", async () => {
    const dirs: string[] = [];
    for (let minute = 0; minute < 6; minute++) {
      const state = minute === 1 ? "running" : "done";
      const { dir } = await createRunDirectory({ below: runsDir }, manifest({ startedAt: at(minute), state }));
      mkdirSync(path.join(dir, "sources"));
      writeFileSync(path.join(dir, "sources", "x"), Buffer.alloc(1_000_000));
      dirs.push(dir);
    }
    await pinRun(dirs[0] ?? "", true);
    expect(await applyRetention(runsDir, { count: 6, megabytes: 100 })).toEqual([]);
    expect(await applyRetention(runsDir, { count: 5, megabytes: 100 })).toEqual([dirs[2]]);
    expect(await applyRetention(runsDir, { count: 5, megabytes: 4.5 })).toEqual([dirs[3]]);
    expect(await applyRetention(runsDir, { count: 0, megabytes: 0 })).toEqual([dirs[4], dirs[5]]);
    expect((await listRuns(runsDir)).runs.map((run) => run.dir)).toEqual([dirs[1], dirs[0]]);
  });

  test("a running run and a folder that is no run are not deleted", async () => {
    const { dir } = await createRunDirectory({ below: runsDir }, manifest({ state: "running" }));
    await expect(deleteRun(dir)).rejects.toThrow("still goes on");
    await expect(deleteRun(folder)).rejects.toThrow("is not a run");
    await updateManifest(dir, (now) => ({ ...now, state: "done" }));
    await deleteRun(dir);
    expect(existsSync(dir)).toBe(false);
  });
});

test("events are read in steps; half a line waits, damaged and unknown ones are skipped", async () => {
  const { dir } = await createRunDirectory({ below: runsDir }, manifest());
  expect(await readEvents(dir, 0)).toEqual({ events: [], offset: 0 });
  const file = path.join(dir, "events.jsonl");
  const start = { type: "start", t: 1, launcherPid: 2, pid: 3 };
  const whole = `${JSON.stringify(start)}\n{"type":"later","t":1}\nrubbish\n`;
  writeFileSync(file, `${whole}{"type":"progress","t":2,"pid":3,`);
  const first = await readEvents(dir, 0);
  expect(first).toEqual({ events: [start], offset: Buffer.byteLength(whole) });
  writeFileSync(file, `${whole}{"type":"progress","t":2,"pid":3,"samples":7}\n`);
  expect((await readEvents(dir, first.offset)).events).toEqual([{ type: "progress", t: 2, pid: 3, samples: 7 }]);
});

describe("sources", () => {
  test("are kept as they were, unless they are newer than the run, too large, or not the workspace's", async () => {
    const started = new Date("2026-11-23T10:00:00Z");
    const before = new Date(started.getTime() - 1000);
    const write = (name: string, text: string, time: Date, where = folder) => {
      const file = writeScript(where, name, text);
      utimesSync(file, time, time);
      return file;
    };
    const kept = write("kept.py", "x = 'ü'\r\n", before);
    const newer = write("newer.py", "y", new Date(started.getTime() + 5000));
    const large = write("large.py", "z".repeat(1_000_001), before);
    const outside = write(`outside${count}.py`, "o", before, root);
    const { dir } = await createRunDirectory({ below: runsDir }, manifest({ startedAt: started.toISOString() }));
    const paths = [kept, newer, large, outside, path.join(folder, "gone.py"), "relative.py", "<string>"];
    expect((await captureSources(dir, paths)).sources.map((source) => source.path)).toEqual([kept]);
    writeScript(folder, "kept.py", "changed");
    await captureSources(dir, paths);
    expect(await readSource(dir, kept)).toBe("x = 'ü'\r\n");
    expect(await readSource(dir, newer)).toBeNull();
    expect((await readManifest(dir)).sources).toHaveLength(1);
  });

  test("a manifest from elsewhere cannot name a file outside", async () => {
    const { dir } = await createRunDirectory(
      { below: runsDir },
      manifest({ sources: [{ path: "/a.py", sha256: "../../../../etc/passwd" }] }),
    );
    expect(await readSource(dir, "/a.py")).toBeNull();
  });
});
