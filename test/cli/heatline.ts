import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { probeDir, repository, temporaryFolder } from "../runtime/support.ts";

export interface Said {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Given {
  readonly input?: string;
  /** In front of the PATH. */
  readonly programs?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

/** The command line as it ships, in a folder of its own. */
export interface Heatline {
  readonly folder: string;
  readonly bundle: string;
  /** Runs it in a process group of its own, as a shell does. */
  run(cwd: string, args: string[], given?: Given): Promise<Said>;
}

export async function buildHeatline(): Promise<Heatline> {
  const folder = temporaryFolder("cli");
  const bundle = path.join(folder, "cli.js");
  const source = (...parts: string[]) => path.join(repository, ...parts);
  await esbuild.build({
    entryPoints: [source("src/cli/main.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    outfile: bundle,
  });
  await esbuild.build({
    entryPoints: [source("webview/report/main.ts")],
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    outfile: path.join(folder, "webview/report.js"),
  });
  mkdirSync(path.join(folder, "webview"), { recursive: true });
  copyFileSync(source("webview/flamegraph/flamegraph.css"), path.join(folder, "webview/flamegraph.css"));
  copyFileSync(source("webview/report/report.css"), path.join(folder, "webview/report.css"));
  symlinkSync(probeDir, path.join(folder, "probe"));
  return { folder, bundle, run: (...given) => runBundle(bundle, ...given) };
}

function runBundle(bundle: string, cwd: string, args: string[], given: Given = {}): Promise<Said> {
  const { input = "", programs, onStart } = given;
  const PATH = [...(programs === undefined ? [] : [programs]), process.env["PATH"] ?? ""].join(path.delimiter);
  const child = spawn(process.execPath, [bundle, ...args], { cwd, detached: true, env: { ...process.env, PATH } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  onStart?.(child);
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr })));
}

export const fixture = (name: string) => path.join(repository, "test", "core", "fixtures", name);

/** The last line of stderr names the run directory. */
export const runDirOf = (said: Said) => said.stderr.trimEnd().split("\n").at(-1)?.replace("heatline: ", "") ?? "";
