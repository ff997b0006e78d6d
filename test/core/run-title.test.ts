import { describe, expect, test } from "vitest";
import type { Pass, RunManifest } from "../../src/core/protocol/run.ts";
import { clockTime, runSubtitle, runTitle } from "../../src/core/run-title.ts";

const PASS: Pass = {
  profiler: "py-spy",
  profilerVersion: "0.4.3",
  rateHz: 100,
  options: {},
  state: "done",
  launcherPid: 10,
  targetPid: 11,
  startedAt: null,
  endedAt: null,
  exitCode: 0,
  signal: null,
  usage: null,
  files: [],
  notes: [],
};

function manifest(over: Partial<RunManifest> = {}): RunManifest {
  return {
    schema: 1,
    id: "r1",
    name: null,
    pinned: false,
    target: { kind: "file", path: "/shop/report.py" },
    args: [],
    cwd: "/shop",
    envNames: [],
    workspaceFolder: "/shop",
    interpreter: {
      path: "/usr/bin/python3",
      version: "3.11.7",
      implementation: "CPython",
      freeThreaded: false,
      prefix: "/usr",
      basePrefix: "/usr",
      stdlib: "/usr/lib/python3.11",
      sitePackages: [],
      why: "found on PATH",
    },
    requested: "auto",
    chosenBecause: "",
    state: "done",
    // Without a zone: local time, so that the test says the same everywhere.
    startedAt: "2026-11-23T12:04:59",
    endedAt: null,
    passes: [PASS],
    git: null,
    machine: { os: "linux", arch: "x64", cpus: 2 },
    sources: [],
    notes: [],
    ...over,
  };
}

describe("the title of a run", () => {
  test("is the file with its arguments, quoted where they have spaces", () => {
    expect(runTitle(manifest())).toBe("report.py");
    expect(runTitle(manifest({ args: ["--days", "3", "two words", ""] }))).toBe('report.py --days 3 "two words" ""');
    expect(runTitle(manifest({ target: { kind: "file", path: "C:\\shop\\report.py" } }))).toBe("report.py");
    expect(runTitle(manifest({ target: { kind: "module", module: "shop.report" }, args: ["-v"] }))).toBe(
      "-m shop.report -v",
    );
  });
  test("is the user's own name, unless that is blank", () => {
    expect(runTitle(manifest({ name: " before the cache " }))).toBe("before the cache");
    expect(runTitle(manifest({ name: "  " }))).toBe("report.py");
  });
  test("shows what could not be seen, and stays on one line", () => {
    expect(runTitle(manifest({ name: "a\u202eb\nc" }))).toBe("a\\u{202e}b\\u{a}c");
  });
});

describe("the subtitle of a run", () => {
  test("says how it was measured, how much, by which Python, and when", () => {
    expect(runSubtitle(manifest(), { samples: 1204 })).toBe(
      "py-spy 0.4.3 at 100 Hz · 1,204 samples · Python 3.11.7 · 12:04",
    );
  });
  test("leaves out what is not known", () => {
    const traced: Pass = { ...PASS, profiler: "cprofile", profilerVersion: null, rateHz: null };
    expect(runSubtitle(manifest({ passes: [traced] }), null)).toBe("cProfile · Python 3.11.7 · 12:04");
    expect(runSubtitle(manifest({ passes: [{ ...PASS, profiler: "sampler" }, traced] }), { samples: 1 })).toBe(
      "in-process sampler 0.4.3 at 100 Hz and cProfile · 1 sample · Python 3.11.7 · 12:04",
    );
  });
  test("a broken time is left out", () => {
    expect(clockTime("never")).toBe("");
    expect(clockTime("2026-11-23T07:05:00")).toBe("07:05");
  });
});
