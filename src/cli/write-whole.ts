import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { ExplainedError, reasonOf } from "../runtime/explained-error.ts";

/**
 * Whole or not at all: nobody finds half a file under the name that was asked for.
 * @throws ExplainedError where it cannot be written; nothing is left behind then
 */
export async function writeWhole(out: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${out}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, content, { flag: "wx" });
    await rename(temporary, out);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new ExplainedError("cannot-write", `${out} cannot be written: ${reasonOf(error)}.`, undefined, error);
  }
}
