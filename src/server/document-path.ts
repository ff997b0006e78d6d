import { URI } from "vscode-uri";

/** The absolute path of a document on disk; null for other schemes (untitled, git, notebook cells) and broken URIs. */
export function documentPath(uri: string): string | null {
  try {
    const parsed = URI.parse(uri, true);
    return parsed.scheme === "file" && parsed.path !== "" ? parsed.fsPath : null;
  } catch {
    return null;
  }
}

/** A percent-encoded link to a line of a file, as editors open it. */
export function lineHref(path: string, line: number): string {
  return `${URI.file(path).toString()}#L${Math.max(1, line)}`;
}
