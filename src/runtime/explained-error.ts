/**
 * A failure that is nobody's bug, told for people: what happened and why (`message`), what to do next (`remedy`).
 * `code` is stable, so that the editor can attach a button.
 */
export class ExplainedError extends Error {
  override readonly name = "ExplainedError";
  readonly code: string;
  readonly remedy: string | undefined;

  constructor(code: string, message: string, remedy?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

/** The code of a system error (`ENOENT`, `EACCES`), or '' for anything else. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** Why a system call failed, in words. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case "ENOENT":
      return "it does not exist";
    case "EACCES":
    case "EPERM":
      return "permission was denied";
    case "EROFS":
      return "the disk is read-only";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "ENOTDIR":
      return "a part of the path is a file, not a folder";
    case "ENOEXEC":
      return "it is not a program this system can run";
    case "EMFILE":
    case "ENFILE":
      return "too many files are open";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
