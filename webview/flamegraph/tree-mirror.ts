import { neighboursOf } from "../../src/core/profile/flamegraph-view-boxes.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { element } from "../shared/dom.ts";
import { spoken } from "./describe.ts";

/**
 * What a screen reader finds in place of the canvas: the selected frame and its neighbours as items of a tree. The
 * whole tree would be as many elements as the profile has nodes.
 */
export function createTreeMirror(tree: HTMLElement, name: string) {
  const itemId = (node: number) => `${name}-${node}`;
  const list = element("div", { class: "visually-hidden", role: "none" });
  tree.append(list);
  return {
    show(graph: Flamegraph, selected: number) {
      const active = Math.max(0, selected);
      const { parent, previous, next, firstChild } = neighboursOf(graph, active);
      const items = [parent, previous, active, firstChild, next].filter((node) => node >= 0);
      list.replaceChildren(...items.map((node) => treeItem(graph, node, itemId(node), node === selected)));
      if (selected >= 0) tree.setAttribute("aria-activedescendant", itemId(selected));
      else tree.removeAttribute("aria-activedescendant");
    },
    clear() {
      list.replaceChildren();
      tree.removeAttribute("aria-activedescendant");
    },
  };
}

function treeItem(graph: Flamegraph, node: number, id: string, selected: boolean): HTMLElement {
  const { position, count, firstChild } = neighboursOf(graph, node);
  return element(
    "div",
    {
      id,
      role: "treeitem",
      "aria-level": (graph.depth[node] ?? 0) + 1,
      "aria-posinset": position,
      "aria-setsize": count,
      "aria-selected": String(selected),
      ...(firstChild >= 0 ? { "aria-expanded": "true" } : {}),
    },
    spoken(graph, node),
  );
}
