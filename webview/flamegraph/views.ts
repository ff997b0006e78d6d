import type { Scene } from "./state.ts";
import { hasOrder } from "./time-scene.ts";

/** What is known before a view is drawn. */
type Data = Pick<Scene, "header" | "weights" | "full" | "lanes">;

/** Ways to look at one profile; the page keeps the chosen one. */
export const VIEWS = ["merged", "time", "inverted", "sandwich", "calls"] as const;
export type View = (typeof VIEWS)[number];

export interface ViewChoice {
  readonly view: View;
  readonly label: string;
  readonly title: string;
  /** Only what the data can show is offered. */
  readonly isOffered: (data: Data) => boolean;
}

const always = () => true;

/** In the order of the toolbar. */
export const VIEW_CHOICES: readonly ViewChoice[] = [
  { view: "merged", label: "Top down", title: "From the program down to what it called (B)", isOffered: always },
  {
    view: "time",
    label: "Time order",
    title: "One thread from left to right as it ran (T)",
    isOffered: ({ lanes, full }) => hasOrder(lanes) && full.comparison === undefined,
  },
  {
    view: "inverted",
    label: "Bottom up",
    title: "From what took the time itself up to who called it (B)",
    isOffered: always,
  },
  {
    view: "sandwich",
    label: "Sandwich",
    title: "One function over all stacks: its callers above it, what it called below (F)",
    isOffered: always,
  },
  {
    view: "calls",
    label: "Calls",
    title: "One function with its callers and callees, exactly as they were counted (C)",
    isOffered: ({ full }) => full.callGraph !== undefined,
  },
];

/** The view, or the first one where the data has nothing for it. */
export function shownView(wanted: View, data: Data): View {
  return VIEW_CHOICES.some(({ view, isOffered }) => view === wanted && isOffered(data)) ? wanted : "merged";
}
