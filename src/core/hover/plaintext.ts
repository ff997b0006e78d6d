import type { HoverContent, HoverList } from "./hover-content.ts";
import { visibleText } from "./visible-text.ts";

/** A hover for clients that do not render markdown. */
export function renderPlaintext(content: HoverContent): string {
  const lines = [visibleText(content.title)];
  const { columns, rows } = content.table;
  columns.forEach((column, index) => {
    const figures = rows.map(({ label, cells }) => `${label} ${cells[index] ?? ""}`.trim());
    lines.push(visibleText(`${column}: ${figures.join(" · ")}`, 400));
  });
  lines.push(...content.lists.map(list));
  lines.push(...content.notes.map((note) => visibleText(note, 400)));
  if (content.run.length > 0) lines.push(content.run.map((fact) => visibleText(fact)).join(" · "));
  return lines.join("\n");
}

function list({ heading, entries, more }: HoverList): string {
  const shown = entries.map(({ name, figures }) => `${visibleText(name)} ${figures}`.trim());
  if (more > 0) shown.push(`${more} more`);
  return `${heading}: ${shown.join(", ")}`;
}
