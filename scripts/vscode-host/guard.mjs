// Runs a command and ends its whole process group when our own parent goes away, however that happens:
// the parent holds the other end of our standard input.
import { spawn } from "node:child_process";

const GRACE_MS = 1000;
const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
const endGroup = () => process.kill(0, "SIGKILL");
child.on("exit", (code) => process.exit(code ?? 1));
process.stdin.resume().on("end", endGroup).on("error", endGroup);
process.on("SIGTERM", () => {
  child.kill("SIGTERM");
  setTimeout(endGroup, GRACE_MS);
});
