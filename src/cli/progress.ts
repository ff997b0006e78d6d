import { statSync } from "node:fs";
import path from "node:path";
import type { OnProgress } from "../server/profile-source.ts";
import { visible } from "./visible.ts";

/** Below this reading takes no time that anybody would ask about. */
const BIG_FILE_BYTES = 50_000_000;

export interface Progress {
  /** Told how much of the file has been read so far. */
  readonly read: OnProgress;
  readonly done: () => void;
}

/** A percentage on stderr while a big file is read; nothing where that is no terminal. */
export function createProgress(file: string): Progress {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (!process.stderr.isTTY || sizeBytes < BIG_FILE_BYTES) return { read: () => undefined, done: () => undefined };
  const name = visible(path.basename(file));
  let shown = -1;
  return {
    read(share) {
      const percent = Math.floor(share * 100);
      if (percent === shown) return;
      shown = percent;
      process.stderr.write(`\rheatline: reading ${name}: ${percent} %`);
    },
    done() {
      if (shown >= 0) process.stderr.write("\r\x1b[K");
    },
  };
}
