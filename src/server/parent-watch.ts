const PARENT_CHECK_MS = 1000;

/**
 * Ends this process when the editor that started it is gone. A closed stdin ends the server through the connection;
 * this covers node IPC, and editors whose end of the pipe another process still holds.
 */
export function exitWithParent(parentPid: number | null): void {
  process.on("disconnect", () => process.exit(0));
  if (parentPid === null) return;
  const timer = setInterval(() => {
    if (!isAlive(parentPid)) process.exit(0);
  }, PARENT_CHECK_MS);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
