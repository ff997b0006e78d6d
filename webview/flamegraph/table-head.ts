import { element, icon } from "../shared/dom.ts";
import { sameColumns } from "./column-layout.ts";
import type { ColumnId, TableColumn } from "./table-column.ts";
import type { TableView } from "./table-view.ts";

/** The headings of the columns that are shown: buttons that sort. */
export function createTableHead(sortBy: (column: TableColumn) => void) {
  const made = new Map<ColumnId, ReturnType<typeof createHeading>>();
  let shown: readonly TableColumn[] = [];
  const row = element("div", { role: "row", class: "table-head", "aria-rowindex": 1 });
  const headingOf = (column: TableColumn) => {
    const heading = made.get(column.id) ?? createHeading(column, () => sortBy(column));
    made.set(column.id, heading);
    return heading;
  };
  return {
    element: row,
    show({ layout: { columns }, sort }: TableView) {
      const headings = columns.map(headingOf);
      // Taken out and put back, a heading would lose the focus.
      if (!sameColumns(columns, shown)) row.replaceChildren(...headings.map(({ cell }) => cell));
      shown = columns;
      for (const heading of headings) heading.show(sort);
    },
  };
}

function createHeading(column: TableColumn, onclick: () => void) {
  const arrow = element("span", { class: "sort-arrow", "aria-hidden": "true" });
  const button = element("button", { type: "button", class: "heading", title: column.title, onclick });
  button.append(column.heading, arrow);
  const kind = column.numeric ? "cell-number" : "cell-string";
  const cell = element("div", { role: "columnheader", class: `cell ${kind} cell-${column.id}` }, button);
  return {
    cell,
    show(sort: TableView["sort"]) {
      const isSorted = sort.column === column;
      const direction = sort.descending ? "descending" : "ascending";
      cell.setAttribute("aria-sort", isSorted ? direction : "none");
      arrow.replaceChildren(...(isSorted ? [icon(sort.descending ? "down" : "up")] : []));
    },
  };
}
