import { element, type IconName, icon } from "../shared/dom.ts";

export interface MenuItem {
  readonly label: string;
  /** Set where the item is switched on and off; the menu then stays open. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly run: () => void;
}

const MARGIN = 8;

/** A button that opens a menu. Arrows, Home and End walk, Enter and Space choose, Escape and Tab close. */
export function createMenuButton(label: string, title: string, itemsOf: () => readonly MenuItem[]) {
  const menu = element("div", { class: "menu", role: "menu", "aria-label": label, hidden: true });
  const button = element(
    "button",
    { type: "button", class: "toggle menu-button", "aria-haspopup": "menu", "aria-expanded": "false", title },
    element("span", {}, label),
    icon("down" satisfies IconName),
  );
  const box = element("div", { class: "menu-box" }, button, menu);
  const entries = () => [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];

  function fill(): void {
    menu.replaceChildren(
      ...itemsOf().map(({ label, checked, disabled = false, title = null, run }) => {
        const item = element(
          "div",
          {
            class: "menu-item",
            role: checked === undefined ? "menuitem" : "menuitemcheckbox",
            "aria-checked": checked === undefined ? null : String(checked),
            "aria-disabled": disabled ? "true" : null,
            tabindex: -1,
            title,
          },
          element("span", { class: "menu-mark", "aria-hidden": "true" }, checked === true ? "✓" : ""),
          element("bdi", {}, label),
        );
        item.addEventListener("click", () => {
          if (disabled) return;
          if (checked === undefined) close(true);
          run();
        });
        return item;
      }),
    );
  }

  function open(): void {
    fill();
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    place();
    entries()[0]?.focus();
  }

  /** Below the button, and inside the window however narrow it is. */
  function place(): void {
    const anchor = button.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const left = Math.max(MARGIN, Math.min(anchor.left, window.innerWidth - width - MARGIN));
    const below = anchor.bottom + 2;
    const top = below + height + MARGIN <= window.innerHeight ? below : Math.max(MARGIN, anchor.top - height - 2);
    menu.style.left = `${left}px`;
    menu.style.top = `${top}px`;
  }

  function close(focusButton: boolean): void {
    if (menu.hidden) return;
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focusButton) button.focus();
  }

  button.addEventListener("click", () => (menu.hidden ? open() : close(true)));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    event.stopPropagation();
    open();
    if (event.key === "ArrowUp") entries().at(-1)?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const to = moves[event.key];
    if (event.key === "Tab") return close(false);
    if (to !== undefined) all[to]?.focus();
    else if (event.key === "Enter" || event.key === " ") all[at]?.click();
    else if (event.key === "Escape") close(true);
    // Keys of the page do not act below an open menu.
    event.stopPropagation();
    event.preventDefault();
  });
  menu.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) close(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target as Node | null)) close(false);
  });

  return {
    element: box,
    button,
    /** What is switched on has changed: an open menu shows it, the focus stays where it is. */
    refresh() {
      if (menu.hidden) return;
      const at = entries().indexOf(document.activeElement as HTMLElement);
      fill();
      entries()[at]?.focus();
    },
  };
}
