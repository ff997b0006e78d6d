import { isMainThread } from "node:worker_threads";
import { readInThread } from "./read-in-thread.ts";

/**
 * `server.js --stdio` for any editor; VS Code starts it over node IPC. The same file is the thread that reads a large
 * profile: that one must not wait for the language server's libraries, which take longer to load than many a profile to read.
 */
if (isMainThread) void import("./listen.ts").then(({ listen }) => listen(__filename));
else readInThread();
