import { readdir, readFile } from "node:fs/promises";
import { run } from "./process.ts";

/**
 * Who a process is, whether it lives, and how it and its descendants are ended. A pid alone is never trusted: it is
 * signalled only while the process that has it now is the one it was given to.
 */

/** Names the start of a process; equal for the same process only. null: there is no such process. */
export async function processIdentity(pid: number): Promise<string | null> {
  if (!Number.isInteger(pid) || pid <= 1) return null;
  if (process.platform === "linux") {
    const stat = await linuxStat(pid);
    return stat === null || stat.state === "Z" || stat.state === "X" ? null : `${await bootId()}:${stat.startTicks}`;
  }
  const asked =
    process.platform === "win32"
      ? await run("powershell.exe", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.Ticks`], ASK)
      : await run("ps", ["-o", "lstart=", "-p", String(pid)], { ...ASK, env: { ...process.env, LC_ALL: "C" } });
  const text = asked.stdout.trim();
  return asked.exitCode === 0 && text !== "" ? text : null;
}

const ASK = { timeoutMs: 5000, maxOutputBytes: 1 << 22 };

/** True while the process lives; with an identity, only while it is that very process. Zombies are dead. */
export async function isAlive(pid: number, identity?: string | null): Promise<boolean> {
  if (process.platform !== "linux" && !identity) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return error instanceof Error && "code" in error && error.code === "EPERM";
    }
  }
  const now = await processIdentity(pid);
  return now !== null && (!identity || now === identity);
}

export interface TreeOptions {
  /** False: the root itself is left alone (the launcher, that has still to tell how the target ended). */
  readonly includeRoot?: boolean;
  /** Also every process that carries this in its environment, `NAME=value`: finds children that left the tree. */
  readonly marker?: string;
}

/**
 * Sends a signal to a process and all its descendants. Does nothing where `pid` is no longer the process named by `identity`; the marker then still finds survivors.
 * On Windows every signal ends the tree at once: there is no polite one for console programs.
 *
 * @returns the pids that were signalled
 */
export async function signalTree(
  pid: number,
  identity: string | null,
  signal: NodeJS.Signals,
  options: TreeOptions = {},
): Promise<number[]> {
  const mine = identity !== null && (await isAlive(pid, identity));
  const table = await processTable();
  const pids = mine ? descendants(table, pid) : [];
  if (mine && options.includeRoot !== false) pids.unshift(pid);
  if (options.marker) {
    for (const found of await markedProcesses(options.marker)) {
      if (found !== pid && !pids.includes(found)) pids.push(found);
    }
  }
  if (process.platform === "win32") {
    for (const each of pids) await run("taskkill", ["/T", "/F", "/PID", String(each)], ASK);
    return pids;
  }
  return pids.filter((each) => {
    try {
      return each > 1 && each !== process.pid && process.kill(each, signal);
    } catch {
      return false; // Gone in between, or not ours to signal.
    }
  });
}

/** Pids of the processes whose environment holds `NAME=value`. Linux only; elsewhere none are found. */
export async function markedProcesses(marker: string): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const wanted = Buffer.from(`\0${marker}\0`);
  const found: number[] = [];
  for (const pid of await linuxPids()) {
    if (pid === process.pid) continue;
    try {
      const environ = await readFile(`/proc/${pid}/environ`);
      const framed = Buffer.concat([Buffer.of(0), environ, Buffer.of(0)]);
      if (framed.includes(wanted) && (await isAlive(pid))) found.push(pid);
    } catch {
      // Ended, or another user's.
    }
  }
  return found;
}

/** The descendants of a process, nearest first. */
function descendants(parents: ReadonlyMap<number, number>, root: number): number[] {
  const children = new Map<number, number[]>();
  for (const [pid, parent] of parents) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const found = [...(children.get(root) ?? [])];
  for (let next = 0; next < found.length && found.length < 100_000; next++) {
    for (const pid of children.get(found[next] ?? -1) ?? []) {
      if (pid !== root && !found.includes(pid)) found.push(pid);
    }
  }
  return found;
}

/** pid -> parent's pid. */
async function processTable(): Promise<Map<number, number>> {
  const table = new Map<number, number>();
  if (process.platform === "linux") {
    for (const pid of await linuxPids()) {
      const stat = await linuxStat(pid);
      if (stat !== null) table.set(pid, stat.parent);
    }
  } else if (process.platform !== "win32") {
    const listed = await run("ps", ["-A", "-o", "pid=,ppid="], ASK);
    for (const line of listed.stdout.split("\n")) {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      if (pid && parent !== undefined) table.set(pid, parent);
    }
  }
  return table;
}

async function linuxPids(): Promise<number[]> {
  return (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Fields of /proc/<pid>/stat (proc(5)); the command in parentheses may itself hold spaces and parentheses. */
async function linuxStat(pid: number): Promise<{ state: string; parent: number; startTicks: string } | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", parent: Number(fields[1]), startTicks: fields[19] ?? "" };
  } catch {
    return null;
  }
}

let boot: string | undefined;

/** Start times count from boot, so a pid of an earlier boot needs this too. */
async function bootId(): Promise<string> {
  if (boot === undefined) {
    boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1").then(
      (text) => text.trim(),
      () => "",
    );
  }
  return boot;
}
