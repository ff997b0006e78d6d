// Runs one command of a suite as a process tree of its own, so that nothing of it outlives its time limit or a Ctrl-C.
import { spawn } from "node:child_process";
import { root } from "../setup/paths.mjs";

const posix = process.platform !== "win32";
const GRACE_MS = 3000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Gives `{ ok, output }`. With `show: "always"` the output streams, else it is shown only when the command fails.
 */
export function runCommand(command, args, { env, timeoutMs = 10 * 60_000, show = "failure" } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: posix,
      windowsHide: true,
    });
    let output = "";
    const take = (data) => {
      output += data;
      if (show === "always") process.stdout.write(data);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const timer = setTimeout(() => {
      take(`\n${command} did not end within ${timeoutMs / 60_000} minutes.\n`);
      endTree(child);
    }, timeoutMs);
    const interrupted = () => {
      endTree(child, "SIGINT");
      setTimeout(() => process.exit(130), GRACE_MS);
    };
    for (const signal of SIGNALS) process.once(signal, interrupted);
    const settle = (ok, why = "") => {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, interrupted);
      if (why) take(`${why}\n`);
      if (!ok && show === "failure") process.stdout.write(output);
      resolve({ ok, output });
    };
    child.on("error", (error) => settle(false, `${command} did not start: ${error.message}`));
    child.on("close", (code, signal) => settle(code === 0, signal ? `${command} was ended by ${signal}` : ""));
  });
}

/** Ends a whole tree that is ours: politely first, then for good. */
function endTree(child, signal = "SIGTERM") {
  const send = (name) => {
    try {
      if (posix) process.kill(-child.pid, name);
      else spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore" });
    } catch {
      // It has ended.
    }
  };
  send(signal);
  setTimeout(() => send("SIGKILL"), GRACE_MS).unref();
}
