import { element, isolated } from "../shared/dom.ts";

const SHOWN_MS = 2500;

/** A sentence about what was just done, seen and spoken, that goes away by itself. */
export function createToast() {
  const toast = element("div", { class: "toast", role: "status" });
  let hiding: ReturnType<typeof setTimeout> | undefined;
  return {
    element: toast,
    say(sentence: string) {
      clearTimeout(hiding);
      toast.replaceChildren(isolated(sentence));
      hiding = setTimeout(() => toast.replaceChildren(), SHOWN_MS);
    },
  };
}
