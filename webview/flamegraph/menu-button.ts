import { element, icon } from "../shared/dom.ts";
import { createMenu, type MenuItem } from "../shared/menu.ts";

/** A button that opens a menu below it; arrow keys open it, too. A switch leaves it open, for the next one. */
export function createMenuButton(label: string, title: string, itemsOf: () => readonly MenuItem[]) {
  const menu = createMenu();
  const caption = element("span", {}, label);
  const button = element(
    "button",
    { type: "button", class: "toggle menu-button", "aria-haspopup": "menu", title },
    caption,
    icon("down"),
  );
  const entries = () => [...menu.element.querySelectorAll<HTMLElement>("[role^=menuitem]")];

  function open(): void {
    const { left, bottom, top } = button.getBoundingClientRect();
    const items = itemsOf().map((item, index) => (item.checked === undefined ? item : keepingOpen(item, index)));
    // Not every system gives the focus to a button that is clicked; it goes back there when the menu closes.
    button.focus();
    menu.open(label, [items], { left, below: bottom + 2, above: top - 2 });
  }

  function keepingOpen(item: MenuItem, index: number): MenuItem {
    const run = () => {
      item.run();
      open();
      entries()[index]?.focus();
    };
    return { ...item, run };
  }

  button.addEventListener("click", open);
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    event.stopPropagation();
    open();
    if (event.key === "ArrowUp") entries().at(-1)?.focus();
  });

  return {
    element: element("div", { class: "menu-box" }, button, menu.element),
    /** The words of the button; the menu keeps its name. */
    setCaption(text: string) {
      if (caption.textContent !== text) caption.textContent = text;
    },
  };
}
