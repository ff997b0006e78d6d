import { CODE_ORIGINS, type CodeOrigin } from "../../src/core/profile/model.ts";
import type { MenuItem } from "../shared/menu.ts";
import { createMenuButton } from "./menu-button.ts";
import type { Options, PageState, Scene } from "./state.ts";

export const ORIGIN_LABELS: Readonly<Record<CodeOrigin, string>> = {
  own: "Own code",
  library: "Libraries",
  stdlib: "Standard library",
  native: "Native code",
  generated: "Generated code",
};
const ALL_BUT_OWN = CODE_ORIGINS.filter((origin) => origin !== "own");

export interface ShowActions {
  readonly state: () => PageState;
  readonly change: (options: Partial<Options>) => void;
  readonly chooseWeight: (id: string) => void;
}

/** Which code is shown; the time of what is not counts as that of its callers. */
export function createShowMenu(actions: ShowActions) {
  const title = "Choose what is shown: what is not counts as time of what called it";
  const menu = createMenuButton("Show", title, () => itemsOf(actions));
  return {
    element: menu.element,
    show({ scene, options }: PageState) {
      if (!scene) return;
      const present = originsOf(scene);
      const shown = present.filter((origin) => !options.hidden.includes(origin));
      menu.setCaption(shown.length === present.length ? "Show" : `Show ${shown.length} of ${present.length}`);
    },
  };
}

/** Nothing but own code is shown. */
export function isOwnOnly({ hidden }: Options): boolean {
  return ALL_BUT_OWN.every((origin) => hidden.includes(origin)) && !hidden.includes("own");
}

export function toggledOwnOnly(options: Options): Partial<Options> {
  return { hidden: isOwnOnly(options) ? [] : ALL_BUT_OWN };
}

function itemsOf(actions: ShowActions): MenuItem[] {
  const { scene, options } = actions.state();
  if (!scene) return [];
  const present = originsOf(scene);
  const shown = present.filter((origin) => !options.hidden.includes(origin));
  const origins = present.map((origin): MenuItem => {
    const checked = shown.includes(origin);
    const hidden = checked ? [...options.hidden, origin] : options.hidden.filter((other) => other !== origin);
    return {
      label: ORIGIN_LABELS[origin],
      checked,
      // Without any code there is nothing to see, and nobody to count its time.
      disabled: checked && shown.length === 1,
      run: () => actions.change({ hidden }),
    };
  });
  return [...origins, ...idleItem(scene, actions.chooseWeight)];
}

/**
 * A switch of the weight: elapsed time has waiting in it, time on the processor has not. Only profiles that measured both
 * tell idle threads from busy ones; others do not say, and names of functions are no measurement.
 */
function idleItem({ weights, full }: Scene, chooseWeight: (id: string) => void): MenuItem[] {
  const has = (id: string) => weights.some((weight) => weight.id === id);
  const { id } = full.weight;
  if (!has("wall") || !has("cpu") || (id !== "wall" && id !== "cpu")) return [];
  const run = () => chooseWeight(id === "wall" ? "cpu" : "wall");
  return [{ label: "Idle: waiting, off the processor", checked: id === "wall", run }];
}

const known = new WeakMap<object, readonly CodeOrigin[]>();

/** Those that the whole graph has; a page asks with every change. */
function originsOf({ full: { frames } }: Scene): readonly CodeOrigin[] {
  const present = known.get(frames) ?? CODE_ORIGINS.filter((origin) => frames.origin.includes(origin));
  known.set(frames, present);
  return present;
}
