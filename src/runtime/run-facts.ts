import { arch, availableParallelism, release, type } from "node:os";
import type { RunManifest } from "../core/protocol/run.ts";
import { run } from "./process.ts";

/** The commit that is checked out, and whether the folder differs from it; null without git or a repository. */
export async function gitFacts(folder: string): Promise<RunManifest["git"]> {
  // Optional locks would make `status` write to the user's index.
  const git = (...args: string[]) =>
    run("git", ["--no-optional-locks", ...args], { cwd: folder, timeoutMs: 5000, maxOutputBytes: 1 << 16 });
  const [commit, status] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("status", "--porcelain", "--ignore-submodules", "."),
  ]);
  const hash = commit.stdout.trim();
  if (commit.exitCode !== 0 || !/^[0-9a-f]{40,64}$/.test(hash) || status.exitCode !== 0) return null;
  return { commit: hash, dirty: status.stdout.trim() !== "" };
}

export function machineFacts(): RunManifest["machine"] {
  return { os: `${type()} ${release()}`, arch: arch(), cpus: availableParallelism() };
}
