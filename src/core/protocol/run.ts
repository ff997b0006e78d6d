import * as z from "zod/mini";

/**
 * The run directory: the only thing between Python and TypeScript. `run.json` is the manifest; `events.jsonl` is
 * appended while the run goes on; `sources/<sha256>.py` are the workspace sources that the profiles name;
 * `<profiler>.<pid>.<ext>` is what each profiler wrote.
 */

/**
 * The profilers of time that can be chosen everywhere; Tachyon (`profiling.sampling`), which needs Python 3.15; and
 * tracemalloc: memory is never measured in one run with time, which it slows down.
 */
export const TIME_PROFILER_IDS = ["py-spy", "cprofile", "sampler"] as const;
const PROFILER_IDS = [...TIME_PROFILER_IDS, "tachyon", "tracemalloc"] as const;
export const profilerIdSchema = z.enum(PROFILER_IDS);
export type ProfilerId = z.infer<typeof profilerIdSchema>;
export type TimeProfilerId = (typeof TIME_PROFILER_IDS)[number];

/** What the user may ask for: a profiler, the best one that works here, or sampler and cProfile in turn. */
const PROFILER_CHOICES = ["auto", ...TIME_PROFILER_IDS, "everything"] as const;
export const profilerChoiceSchema = z.enum(PROFILER_CHOICES);
export type ProfilerChoice = z.infer<typeof profilerChoiceSchema>;

/** What a run asks for: the user's choice among the profilers of time, Tachyon, or memory. */
export const PROFILER_REQUESTS = [...PROFILER_CHOICES, "tachyon", "tracemalloc"] as const;
export const profilerRequestSchema = z.enum(PROFILER_REQUESTS);
export type ProfilerRequest = z.infer<typeof profilerRequestSchema>;

/** A sentence for the user about a run; `code` lets the editor attach a button. */
export const noteSchema = z.object({
  level: z.enum(["info", "warning", "error"]),
  /** Stable id such as `py-spy-missing`, `ptrace-denied`, `too-short`, `threads-mixed`. */
  code: z.string(),
  message: z.string(),
  /** What to do next, in one sentence or a command the user can copy; absent where there is nothing to do. */
  remedy: z.optional(z.string()),
});
export type Note = z.infer<typeof noteSchema>;

export const targetSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file"), path: z.string() }),
  z.object({ kind: z.literal("module"), module: z.string() }),
  /** Tests under the memory meter. */
  z.object({
    kind: z.literal("tests"),
    runner: z.enum(["pytest", "unittest"]),
    /** As the runner takes them: paths below the working directory, pytest's ids; none: what the runner finds. */
    selection: z.array(z.string()),
  }),
]);
export type Target = z.infer<typeof targetSchema>;

export const interpreterSchema = z.object({
  /** Absolute path of the executable that is run. */
  path: z.string(),
  /** e.g. `3.11.7`. */
  version: z.string(),
  implementation: z.string(),
  freeThreaded: z.boolean(),
  /** `sys.prefix`, `sys.base_prefix`, and the library folders that tell own code from others' code. */
  prefix: z.string(),
  basePrefix: z.string(),
  stdlib: z.string(),
  sitePackages: z.array(z.string()),
  /** Why this one: `the setting heatline.interpreter`, `.venv in the workspace folder`, ... */
  why: z.string(),
});
export type Interpreter = z.infer<typeof interpreterSchema>;

export const passStateSchema = z.enum(["starting", "running", "saving", "done", "failed", "cancelled"]);
export type RunState = z.infer<typeof passStateSchema>;

/** One execution of the target under one profiler. *Profile Everything* has two, all else one. */
export const passSchema = z.object({
  profiler: profilerIdSchema,
  profilerVersion: z.nullable(z.string()),
  /** Rate in Hz where the profiler samples. */
  rateHz: z.nullable(z.number()),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  state: passStateSchema,
  launcherPid: z.nullable(z.number()),
  targetPid: z.nullable(z.number()),
  startedAt: z.nullable(z.string()),
  endedAt: z.nullable(z.string()),
  /** Exit code of the target; null while it runs or where a signal ended it. */
  exitCode: z.nullable(z.number()),
  /** Name of the signal that ended the target, e.g. `SIGTERM`. */
  signal: z.nullable(z.string()),
  /** What the target used, from wait4: null where the platform does not say. */
  usage: z.nullable(
    z.object({ wallNs: z.number(), userNs: z.number(), systemNs: z.number(), maxRssBytes: z.number() }),
  ),
  /** Profile files, relative to the run directory. */
  files: z.array(z.string()),
  notes: z.array(noteSchema),
});
export type Pass = z.infer<typeof passSchema>;

/** What py-spy's short recordings saw while a run goes on: `preview.<pid>.<Unix ms>.jsonl`, gone when py-spy has written. */
export const PREVIEW_FILES = /^preview\.\d+\.\d+\.jsonl$/;

export const RUN_SCHEMA_VERSION = 1;
export const runManifestSchema = z.object({
  schema: z.literal(RUN_SCHEMA_VERSION),
  id: z.string(),
  /** The user's own name for the run; null: a title is made from the target. */
  name: z.nullable(z.string()),
  pinned: z.boolean(),
  target: targetSchema,
  args: z.array(z.string()),
  cwd: z.string(),
  /** Names only: values may be secrets. */
  envNames: z.array(z.string()),
  /** Workspace folder the run belongs to; paths below it are own code. */
  workspaceFolder: z.string(),
  interpreter: interpreterSchema,
  requested: profilerRequestSchema,
  /** Which profiler was chosen and why, as a sentence. */
  chosenBecause: z.string(),
  state: passStateSchema,
  startedAt: z.string(),
  endedAt: z.nullable(z.string()),
  passes: z.array(passSchema),
  git: z.nullable(z.object({ commit: z.string(), dirty: z.boolean() })),
  machine: z.object({ os: z.string(), arch: z.string(), cpus: z.number() }),
  /** Absolute path of a workspace source -> sha256 of its text as it was when the run began. */
  sources: z.array(z.object({ path: z.string(), sha256: z.string() })),
  notes: z.array(noteSchema),
});
export type RunManifest = z.infer<typeof runManifestSchema>;

/** One line of `events.jsonl`. `t` is Unix time in seconds. Unknown types are skipped by readers. */
export const runEventSchema = z.discriminatedUnion("type", [
  /** The launcher started the target. */
  z.object({ type: z.literal("start"), t: z.number(), launcherPid: z.number(), pid: z.number() }),
  /** The probe inside a process is set up and, where `waiting`, waits for `go.<pid>`. */
  z.object({ type: z.literal("ready"), t: z.number(), pid: z.number(), ppid: z.number(), waiting: z.boolean() }),
  /** What was measured so far: samples (told by samplers at each flush), or tests. */
  z.object({ type: z.literal("progress"), t: z.number(), pid: z.number(), samples: z.number() }),
  /** A process wrote its profile. `file` is relative to the run directory. */
  z.object({ type: z.literal("saved"), t: z.number(), pid: z.number(), file: z.string(), reason: z.string() }),
  /** Something the user should know, seen from inside the target. */
  z.object({ type: z.literal("note"), t: z.number(), pid: z.number(), note: noteSchema }),
  /** The target ended: told by the launcher. */
  z.object({
    type: z.literal("exit"),
    t: z.number(),
    pid: z.number(),
    exitCode: z.nullable(z.number()),
    signal: z.nullable(z.string()),
    usage: z.nullable(
      z.object({ wallNs: z.number(), userNs: z.number(), systemNs: z.number(), maxRssBytes: z.number() }),
    ),
  }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

/**
 * `launch.json` in the run directory (one per pass: `launch.<pass>.json`): all that the launcher and the probe need.
 * Read by Python; keep `src/runtime/probe` in step.
 */
export const launchSchema = z.object({
  runDir: z.string(),
  runId: z.string(),
  profiler: profilerIdSchema,
  /** The full command: interpreter, its options, script or `-m module`, arguments. */
  argv: z.array(z.string()),
  cwd: z.string(),
  /** Added to or replacing the terminal's environment. */
  env: z.record(z.string(), z.string()),
  /** Wait for the file `go.<pid>` in the run directory before the first line, at most this long; 0: do not wait. */
  waitForGoMs: z.number(),
  /** Rate of the in-process sampler; 0: off. */
  samplerRateHz: z.number(),
  /** Frames that tracemalloc keeps of each allocation of a program; 0: off, as for tests, which are measured otherwise. */
  allocationFrames: z.number(),
  /** Follow child processes that are Python. */
  subprocesses: z.boolean(),
});
export type Launch = z.infer<typeof launchSchema>;
