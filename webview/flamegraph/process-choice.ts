import type { Lane, ProfileSelection } from "../../src/core/protocol/lanes.ts";
import { formatShare } from "../../src/core/units.ts";
import { element } from "../shared/dom.ts";

/** Looks at the threads of one process, where there are several. */
export function createProcessChoice(choose: (pid: number | null) => void) {
  const select = element("select");
  select.addEventListener("change", () => choose(select.value === "" ? null : Number(select.value)));
  const field = element(
    "label",
    { class: "field process-choice", hidden: true },
    element("span", { class: "muted" }, "Process"),
    select,
  );
  return {
    element: field,
    show(lanes: readonly Lane[], { threads }: ProfileSelection) {
      const shares = new Map<number, number>();
      for (const { pid, share } of lanes) if (pid !== null) shares.set(pid, (shares.get(pid) ?? 0) + share);
      field.hidden = shares.size < 2;
      const options = [...shares].map(([pid, share]) =>
        element("option", { value: pid }, `${pid} · ${formatShare(share)}`),
      );
      select.replaceChildren(element("option", { value: "" }, "All"), ...options);
      const chosen = new Set(threads?.map(({ pid }) => pid));
      const [pid] = chosen;
      select.value = chosen.size === 1 && pid != null ? String(pid) : "";
    },
  };
}
