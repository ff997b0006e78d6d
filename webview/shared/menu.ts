import { element } from "./dom.ts";

export interface MenuItem {
  readonly label: string;
  /** The key that does the same, as it is shown. */
  readonly keys?: string;
  /** Set where the item is a switch. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

/** Groups are set apart by lines. */
export type MenuGroups = readonly (readonly MenuItem[])[];

/** CSS pixels of the window. */
export interface MenuPlace {
  readonly left: number;
  /** Where the menu begins when it opens downwards, and ends when there is no room for that. */
  readonly below: number;
  readonly above: number;
}

const MARGIN = 4;

/** One menu of the page: arrows, Home, End and first letters walk, Escape and Tab close; the focus goes back where it was. */
export function createMenu() {
  const menu = element("div", { class: "menu", role: "menu", hidden: true });
  let before: Element | null = null;
  const items = () => [...menu.querySelectorAll<HTMLButtonElement>("button:not([disabled])")];

  function close(): void {
    if (menu.hidden) return;
    const hadFocus = menu.contains(document.activeElement);
    menu.hidden = true;
    document.removeEventListener("pointerdown", closeOutside, true);
    window.removeEventListener("resize", close);
    window.removeEventListener("blur", close);
    if (hadFocus && before instanceof HTMLElement) before.focus();
  }

  function closeOutside(event: Event): void {
    if (!menu.contains(event.target as Node)) close();
  }

  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") close();
    else {
      const next = walked(items(), event.key);
      if (!next) return;
      next.focus();
    }
    event.preventDefault();
  });

  return {
    element: menu,
    close,
    open(label: string, groups: MenuGroups, place: MenuPlace) {
      close();
      before = document.activeElement;
      menu.setAttribute("aria-label", label);
      menu.replaceChildren(
        ...groups
          .filter((group) => group.length > 0)
          .flatMap((group, index) => [
            ...(index > 0 ? [element("div", { role: "separator", class: "menu-line" })] : []),
            ...group.map((item) => menuButton(item, close)),
          ]),
      );
      menu.hidden = false;
      const { width, height } = menu.getBoundingClientRect();
      const fits = place.below + height + MARGIN <= window.innerHeight;
      menu.style.left = `${Math.max(MARGIN, Math.min(place.left, window.innerWidth - width - MARGIN))}px`;
      menu.style.top = `${Math.max(MARGIN, fits ? place.below : place.above - height)}px`;
      document.addEventListener("pointerdown", closeOutside, true);
      window.addEventListener("resize", close);
      window.addEventListener("blur", close);
      items()[0]?.focus();
    },
  };
}

function menuButton({ label, keys, checked, disabled = false, run }: MenuItem, close: () => void): HTMLElement {
  return element(
    "button",
    {
      type: "button",
      class: "menu-item",
      role: checked === undefined ? "menuitem" : "menuitemcheckbox",
      "aria-checked": checked === undefined ? null : String(checked),
      tabindex: -1,
      disabled,
      onclick: () => {
        close();
        run();
      },
    },
    element("span", { class: "menu-mark", "aria-hidden": "true" }, checked ? "✓" : ""),
    element("span", { class: "menu-label" }, label),
    keys ? element("span", { class: "menu-keys", "aria-hidden": "true" }, keys) : null,
  );
}

/** The item that a key leads to from the focused one. */
function walked(items: readonly HTMLButtonElement[], key: string): HTMLButtonElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const round = (index: number) => items[(index + items.length) % items.length];
  switch (key) {
    case "ArrowDown":
      return round(at + 1);
    case "ArrowUp":
      return round(at < 0 ? -1 : at - 1);
    case "Home":
      return items[0];
    case "End":
      return items.at(-1);
    default: {
      if (key.length !== 1 || key === " ") return undefined;
      const order = items.map((_, index) => round(at + 1 + index));
      const begins = (item: HTMLButtonElement | undefined) =>
        item?.querySelector(".menu-label")?.textContent?.toLowerCase().startsWith(key.toLowerCase());
      return order.find(begins);
    }
  }
}
