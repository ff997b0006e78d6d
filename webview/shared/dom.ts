/** What may stand in an attribute: functions become listeners, `false` and `null` leave it out, `true` is empty. */
type Attribute = string | number | boolean | null | ((event: never) => void);
type Child = Node | string | null;

/** An element with its attributes and children. Strings become text nodes: untrusted text is text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") created.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else if (value !== false && value !== null) created.setAttribute(name, value === true ? "" : String(value));
  }
  created.append(...children.filter((child) => child !== null));
  return created;
}

/** Strokes on a 16 by 16 grid, in the manner of VS Code's icons. */
const ICONS = {
  up: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  down: "M8 3v10M3.5 8.5 8 13l4.5-4.5",
  close: "m4 4 8 8m0-8-8 8",
  back: "M13 8H3M7.5 3.5 3 8l4.5 4.5",
  forward: "M3 8h10M8.5 3.5 13 8l-4.5 4.5",
  more: "M2.6 8a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M7.3 8a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M12 8a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0",
  next: "m6 4 4 4-4 4",
  columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  open: "M9 2.5h4.5V7M13.5 2.5 7 9M6 3.5H3v9.5h9.5v-3",
  zoom: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5 14 14M5 7h4M7 5v4",
  flame: "M8 1.8c.6 2.4 3.9 3.9 3.9 7.4a3.9 3.9 0 0 1-7.8 0c0-1.7.8-2.7 1.6-3.6.2 1 .6 1.6 1.2 2 .1-2.4.2-4.1 1.1-5.8Z",
  sandwich: "M4 2.5h8M2.5 5.5h11M2.5 10.5h11M5 13.5h6M1.5 8h13",
  warning: "M8 2.5 14.5 13.5h-13ZM8 6.5v3.5M8 11.3v.9",
  swap: "M3 5.5h9.5M10 3l2.5 2.5L10 8M13 10.5H3.5M6 8l-2.5 2.5L6 13",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7v4.2M8 4.6v.9",
} as const;
export type IconName = keyof typeof ICONS;

/** Decorative: the button around it carries the name. */
export function icon(name: IconName): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon only; the label is its accessible name and tooltip. */
export function iconButton(name: IconName, label: string, onclick: () => void): HTMLButtonElement {
  return element(
    "button",
    { type: "button", class: "icon-button", title: label, "aria-label": label, onclick },
    icon(name),
  );
}

/** Untrusted names may be written right to left or hold control characters: isolated, they cannot reorder others. */
export function isolated(text: string, className = ""): HTMLElement {
  return element("bdi", { class: className, dir: "auto" }, text);
}
