import path from "node:path";
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { escapeMarkdown } from "../../core/hover/markdown.ts";
import { visibleText } from "../../core/hover/visible-text.ts";
import type { Note, Pass, RunManifest } from "../../core/protocol/run.ts";
import { passDescription, runDescription, runFacts, runNotes, runSpoken } from "../../core/run-facts.ts";
import { passTitle, runTitle } from "../../core/run-title.ts";
import { hasEnded } from "../../runtime/run-directory.ts";
import { COMMANDS } from "../contributions.ts";
import type { ProfileNode, RunNode } from "./runs-tree.ts";

export function runItem(node: RunNode, isCurrent: boolean): TreeItem {
  const { manifest, dir } = node.run;
  const item = new TreeItem(runTitle(manifest), TreeItemCollapsibleState.Collapsed);
  const now = Date.now();
  item.id = dir;
  item.description = runDescription(manifest, now);
  item.iconPath = runIcon(manifest, isCurrent);
  item.tooltip = runTooltip(manifest);
  item.contextValue = ["run", manifest.pinned ? "pinned" : "loose", hasEnded(manifest) ? "ended" : "going"].join(" ");
  item.accessibilityInformation = { label: runSpoken(manifest, now, isCurrent) };
  // Without arguments: VS Code forgets those of a row that is refreshed, and the click would fail. The click selects.
  item.command = { command: COMMANDS.openRun, title: "Open" };
  return item;
}

/** A profile that is open in an editor: the click shows its heat and its editor. */
export function profileItem({ path: file }: ProfileNode, isCurrent: boolean): TreeItem {
  const name = visibleText(path.basename(file));
  const item = new TreeItem(name);
  item.id = file;
  item.description = isCurrent ? "opened profile, shown" : "opened profile";
  item.iconPath = isCurrent
    ? new ThemeIcon("flame", new ThemeColor("heatline.heat4Foreground"))
    : new ThemeIcon("graph");
  item.tooltip = visibleText(file, 400);
  item.contextValue = "profile";
  item.accessibilityInformation = { label: `${name}, opened profile${isCurrent ? ", shown in the editor" : ""}` };
  item.command = { command: COMMANDS.openRun, title: "Open" };
  return item;
}

/** The state, unless it went well: then whether it is the one shown, or pinned. The description says states in words. */
function runIcon(manifest: RunManifest, isCurrent: boolean): ThemeIcon {
  if (!hasEnded(manifest)) return new ThemeIcon("loading~spin");
  if (isCurrent) return new ThemeIcon("flame", new ThemeColor("heatline.heat4Foreground"));
  if (manifest.state === "failed") return new ThemeIcon("error", new ThemeColor("list.errorForeground"));
  if (manifest.state === "cancelled") return new ThemeIcon("circle-slash");
  return new ThemeIcon(manifest.pinned ? "pinned" : "history");
}

/** Markdown that is not trusted and has no HTML: everything in it is escaped all the same. */
function runTooltip(manifest: RunManifest): MarkdownString {
  const facts = runFacts(manifest).map(({ label, value }) => `**${label}** ${escapeMarkdown(value, 400)}`);
  const notes = runNotes(manifest).map((note) => `*${escapeMarkdown(noteText(note), 600)}*`);
  const title = `**${escapeMarkdown(runTitle(manifest))}**`;
  return new MarkdownString([title, facts.join("  \n"), ...notes].join("\n\n"));
}

export function passItem(pass: Pass): TreeItem {
  const item = new TreeItem(passTitle(pass));
  item.description = passDescription(pass);
  item.iconPath = new ThemeIcon("pulse");
  item.contextValue = "pass";
  item.accessibilityInformation = { label: `${passTitle(pass)}, ${passDescription(pass)}` };
  return item;
}

const NOTE_ICONS = { info: "info", warning: "warning", error: "error" } as const;

export function noteItem(note: Note): TreeItem {
  const item = new TreeItem(visibleText(note.message, 300));
  item.iconPath = new ThemeIcon(NOTE_ICONS[note.level]);
  item.tooltip = noteText(note);
  item.contextValue = "note";
  item.accessibilityInformation = { label: `${note.level}: ${noteText(note)}` };
  return item;
}

export function damagedItem(dir: string, reason: string): TreeItem {
  const item = new TreeItem(visibleText(path.basename(dir)));
  item.description = "cannot be read";
  item.tooltip = visibleText(reason, 400);
  item.iconPath = new ThemeIcon("warning");
  item.contextValue = "damaged";
  item.accessibilityInformation = {
    label: `${visibleText(path.basename(dir))} cannot be read: ${visibleText(reason)}`,
  };
  return item;
}

function noteText({ message, remedy }: Note): string {
  return visibleText(remedy === undefined ? message : `${message} ${remedy}`, 600);
}
