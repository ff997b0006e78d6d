import type { MenuGroups } from "../shared/menu.ts";
import type { PageState, Shape } from "./state.ts";

/** What is needed now and then: how the tree is put together. */
export function moreMenu({ options: { shape } }: PageState, change: (shape: Partial<Shape>) => void): MenuGroups {
  const isChanged = shape.root !== null || shape.hidden.length > 0;
  const toggled = (now: "kept" | "collapsed") => (now === "kept" ? "collapsed" : "kept");
  return [
    [
      {
        label: "Collapse recursion",
        checked: shape.recursion === "collapsed",
        run: () => change({ recursion: toggled(shape.recursion) }),
      },
      {
        label: "Collapse libraries into their entry",
        checked: shape.libraries === "collapsed",
        run: () => change({ libraries: toggled(shape.libraries) }),
      },
    ],
    [
      {
        label: "Show what is hidden, from the root",
        disabled: !isChanged,
        run: () => change({ hidden: [], root: null }),
      },
    ],
  ];
}
