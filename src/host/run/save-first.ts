import { type TextDocument, type Uri, window, workspace } from "vscode";

/**
 * Python runs what is on disk: offers to save Python editors with unsaved changes.
 * @returns false where the user backs out
 */
export async function saveFirst(target: Uri | undefined): Promise<boolean> {
  const dirty = workspace.textDocuments.filter(
    (document) => document.isDirty && document.languageId === "python" && document.uri.scheme === "file",
  );
  if (dirty.length === 0) return true;
  const isTarget = (document: TextDocument) => document.uri.toString() === target?.toString();
  const first = dirty.find(isTarget) ?? dirty[0];
  const name = first?.uri.path.split("/").at(-1) ?? "";
  const others = dirty.length - 1;
  const save = {
    label: "$(save) Save and run",
    detail: dirty.map(({ uri }) => workspace.asRelativePath(uri)).join(", "),
  };
  const leave = { label: "$(play) Run what is on disk", detail: "Heat of changed lines will be dimmed" };
  const picked = await window.showQuickPick([save, leave], {
    title: `${name}${others > 0 ? ` and ${others} more` : ""} changed and not saved`,
    placeHolder: "Python runs the files on disk",
  });
  if (picked === save) return (await Promise.all(dirty.map((document) => document.save()))).every(Boolean);
  return picked === leave;
}

/** An editor that is no file yet: saved under a name the user gives. @returns undefined where there is none */
export async function savedAs(document: TextDocument): Promise<Uri | undefined> {
  return document.isUntitled ? await workspace.save(document.uri) : document.uri;
}
