// Runs the commands that set-up needs, quietly: their output is shown only when they fail.
import { spawn } from "node:child_process";

/** A thing set-up needs and cannot get: its message is a sentence for a person, shown without a stack. */
export class MissingPrerequisite extends Error {}

/** Says in one line what set-up does. Standard error, so that a script's output stays its own. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a command to its end; gives its standard output.
 * @throws Error with the last lines of its output when it cannot start or ends with another code than 0.
 */
export function run(command, args, { cwd, env, timeoutMs = 15 * 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      windowsHide: true,
    });
    let stdout = "";
    let all = "";
    child.stdout.on("data", (data) => {
      stdout += data;
      all += data;
    });
    child.stderr.on("data", (data) => {
      all += data;
    });
    child.on("error", (error) => reject(new Error(`${command} did not start: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(stdout);
      reject(new Error(`${[command, ...args].join(" ")} ended with ${code ?? signal}:\n${shortened(all)}`));
    });
  });
}

/** The cause stands at the start of some tools' output and at the end of others'. */
function shortened(output) {
  const lines = output.trim().split("\n");
  return lines.length <= 40 ? lines.join("\n") : [...lines.slice(0, 20), "...", ...lines.slice(-20)].join("\n");
}

/** Runs npm, the same one that runs us when there is one. */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];
  if (cli && /npm-cli\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args, ...quiet], options);
  return process.platform === "win32"
    ? run("cmd.exe", ["/d", "/s", "/c", "npm", ...args, ...quiet], options)
    : run("npm", [...args, ...quiet], options);
}

/** True where Debian's packages can be installed without asking anyone. */
export function canInstallDebianPackages(exists) {
  return process.platform === "linux" && process.getuid?.() === 0 && exists("/usr/bin/apt-get");
}

/** Installs Debian packages with their necessary dependencies only. */
export async function installDebianPackages(names) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env });
}
