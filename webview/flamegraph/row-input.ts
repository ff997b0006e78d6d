export interface RowInput {
  /** Position that keys act on; -1: none yet. */
  readonly active: () => number;
  readonly last: () => number;
  /** Rows that PageUp and PageDown pass. */
  readonly perPage: () => number;
  readonly moveTo: (position: number) => void;
  readonly open: (beside: boolean) => void;
  readonly copy: () => void;
}

/** Mouse and keys of the table's rows. */
export function listenToRows(grid: HTMLElement, input: RowInput): void {
  grid.addEventListener("click", (event) => {
    const position = positionOf(event);
    if (position < 0) return;
    input.moveTo(position);
    if (event.ctrlKey || event.metaKey) input.open(event.altKey);
  });
  grid.addEventListener("dblclick", (event) => {
    if (positionOf(event) >= 0) input.open(event.altKey);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.altKey) return;
    if (!(isCopy(event) ? copied(input) : moved(event, input) || opened(event, input))) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function positionOf({ target }: Event): number {
  return Number((target as Element).closest<HTMLElement>("[data-position]")?.dataset["position"] ?? -1);
}

function isCopy(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "c";
}

/** Text that was selected with the mouse is copied as everywhere. */
function copied(input: RowInput): boolean {
  if (input.active() < 0 || document.getSelection()?.isCollapsed === false) return false;
  input.copy();
  return true;
}

function moved(event: KeyboardEvent, { active, last, perPage, moveTo }: RowInput): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: active() + 1,
    ArrowUp: active() - 1,
    PageDown: active() + perPage(),
    PageUp: active() - perPage(),
    Home: 0,
    End: last(),
  };
  const position = moves[event.key];
  if (position === undefined) return false;
  moveTo(position);
  return true;
}

function opened(event: KeyboardEvent, { active, open }: RowInput): boolean {
  if (event.ctrlKey || event.metaKey || active() < 0 || !["Enter", "o", "O"].includes(event.key)) return false;
  open(event.key === "O");
  return true;
}
