import { element, iconButton } from "../shared/dom.ts";
import { availableColumns, sameColumns } from "./column-layout.ts";
import type { ColumnId, TableColumn } from "./table-column.ts";
import type { TableView } from "./table-view.ts";

export interface ColumnActions {
  readonly toggle: (id: ColumnId, isShown: boolean) => void;
  /** Back to the columns that the width has room for. */
  readonly fit: () => void;
}

/** A button and, while it is open, a checkbox for each column that the rows can have. */
export function createColumnChooser({ toggle, fit }: ColumnActions) {
  const list = element("div", { class: "column-list", role: "group", "aria-label": "Columns", id: "column-list" });
  list.hidden = true;
  const button = iconButton("columns", "Columns", () => (list.hidden ? open() : close()));
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", list.id);
  const chooser = element("div", { class: "column-chooser" }, button, list);
  let offered: readonly TableColumn[] = [];
  const fitButton = element("button", { type: "button", class: "text-button", onclick: fit }, "As many as fit");
  let boxes: readonly { readonly column: TableColumn; readonly input: HTMLInputElement }[] = [];

  function open(): void {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    boxes.find(({ input }) => !input.disabled)?.input.focus();
  }

  function close(): void {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }

  chooser.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") {
      close();
      button.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  chooser.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !chooser.contains(relatedTarget)) close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !chooser.contains(target)) close();
  });

  function step(by: 1 | -1): void {
    const stops = [...boxes.map(({ input }) => input), fitButton].filter(({ disabled }) => !disabled);
    const at = stops.indexOf(document.activeElement as HTMLInputElement);
    stops[(at + by + stops.length) % stops.length]?.focus();
  }

  function offer(columns: readonly TableColumn[]): void {
    offered = columns;
    boxes = columns.map((column) => {
      const input = element("input", { type: "checkbox", disabled: column.id === "name" });
      input.addEventListener("change", () => toggle(column.id, input.checked));
      return { column, input };
    });
    const labels = boxes.map(({ column: { heading, title }, input }) => element("label", { title }, input, heading));
    list.replaceChildren(...labels, fitButton);
  }

  return {
    element: chooser,
    show({ content, layout }: TableView) {
      const columns = availableColumns(content.rows);
      if (!sameColumns(columns, offered)) offer(columns);
      for (const { column, input } of boxes) input.checked = layout.columns.includes(column);
    },
  };
}
