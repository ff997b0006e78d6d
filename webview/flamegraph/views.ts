import type { PageState, Scene } from "./state.ts";
import { hasOrder } from "./time-scene.ts";

/** Ways to look at one profile; the page keeps the chosen one. */
export const VIEWS = ["merged", "time", "inverted"] as const;
export type View = (typeof VIEWS)[number];

export interface ViewChoice {
  readonly view: View;
  readonly label: string;
  readonly title: string;
  /** Only what the data can show is offered. */
  readonly isOffered: (scene: Scene) => boolean;
}

const always = () => true;

/** In the order of the toolbar. */
export const VIEW_CHOICES: readonly ViewChoice[] = [
  { view: "merged", label: "Top down", title: "From the program down to what it called (B)", isOffered: always },
  {
    view: "time",
    label: "Time order",
    title: "One thread from left to right as it ran (T)",
    isOffered: ({ lanes }) => hasOrder(lanes),
  },
  {
    view: "inverted",
    label: "Bottom up",
    title: "From what took the time itself up to who called it (B)",
    isOffered: always,
  },
];

/** The chosen view, or the first one where the data cannot show it. */
export function shownView({ scene, options }: PageState): View {
  const chosen = VIEW_CHOICES.find(({ view }) => view === options.view);
  return scene && chosen?.isOffered(scene) ? options.view : "merged";
}
