import type { HoverContent, HoverEntry, HoverList } from "./hover-content.ts";
import { visibleText } from "./visible-text.ts";

/** CommonMark lets any ASCII punctuation be escaped; doing it for all of them also breaks GFM's bare links. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const FILE_HREF = /^file:\/\/[\w%!$&*+,;=:@/.~-]*#L\d+$/;

/**
 * Untrusted text as inert markdown: nothing in it can become markup, a link, HTML or a new line. `&` and `<` become
 * entities, so that a renderer which does allow HTML shows text too.
 */
export function escapeMarkdown(text: string, maxLength?: number): string {
  return visibleText(text, maxLength).replace(PUNCTUATION, (character) => {
    if (character === "&") return "&amp;";
    if (character === "<") return "&lt;";
    return `\\${character}`;
  });
}

/** A hover as markdown (CommonMark and GFM tables): no HTML, no links but to files. */
export function renderMarkdown(content: HoverContent): string {
  const blocks = [`**${escapeMarkdown(content.title)}**`, table(content), ...content.lists.map(list)];
  blocks.push(...content.notes.map((note) => `*${escapeMarkdown(note, 400)}*`));
  if (content.run.length > 0) blocks.push(content.run.map((fact) => escapeMarkdown(fact)).join(" · "));
  return blocks.filter((block) => block !== "").join("\n\n");
}

function table({ table: { columns, rows } }: HoverContent): string {
  if (rows.length === 0) return "";
  // The editor's tables have hardly any room between columns: two headings would read as one. White space itself is trimmed.
  const apart = (cell: string, index: number) => (index > 1 ? `&emsp;${escapeMarkdown(cell)}` : escapeMarkdown(cell));
  const row = (cells: readonly string[]) => `| ${cells.map(apart).join(" | ")} |`;
  return [
    row(["", ...columns]),
    `|:--|${columns.map(() => "--:|").join("")}`,
    ...rows.map(({ label, cells }) => row([label, ...cells])),
  ].join("\n");
}

function list({ heading, entries, more }: HoverList): string {
  const shown = entries.map(entry);
  if (more > 0) shown.push(`${more} more`);
  return `${escapeMarkdown(heading)}: ${shown.join(", ")}`;
}

function entry({ name, href, figures }: HoverEntry): string {
  const label = escapeMarkdown(name);
  // A link that is not a plain file position is shown as text: whatever made it, it opens nothing.
  const linked = href !== null && FILE_HREF.test(href) ? `[${label}](${href})` : label;
  return figures === "" ? linked : `${linked} ${escapeMarkdown(figures)}`;
}
