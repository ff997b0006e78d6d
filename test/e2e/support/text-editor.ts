import type { Page } from "playwright-core";

const HOVER_ATTEMPTS = 5;
const HOVER_WAIT_MS = 3000;

/** What is seen of the active text editor: lines are named by their text. */
export function textEditor(page: Page) {
  const line = (text: string) => page.locator(".editor-instance .view-line", { hasText: text }).first();
  const lenses = () => page.locator(".codelens-decoration a");

  return {
    line,
    lenses,
    /** What decorations write before and after the text of a line. */
    lineExtras: (text: string): Promise<string[]> =>
      line(text).evaluate((element) => {
        const contents = [...element.querySelectorAll("span")].flatMap((span) =>
          ["::before", "::after"].map((pseudo) => getComputedStyle(span, pseudo).content),
        );
        return contents.filter((text) => text.startsWith('"')).map((text) => JSON.parse(text) as string);
      }),
    /**
     * Colours behind a line. Whole-line decorations live in a sibling layer, matched by their position; where two
     * overlap, both are given.
     */
    lineBackgrounds: (text: string): Promise<{ className: string; color: string }[]> =>
      line(text).evaluate((element) => {
        const top = element.getBoundingClientRect().top;
        const drawn = [...(element.closest(".monaco-editor")?.querySelectorAll(".view-overlays .cdr") ?? [])];
        return drawn
          .filter((piece) => Math.abs(piece.getBoundingClientRect().top - top) < 3)
          .map((piece) => ({ className: piece.className, color: getComputedStyle(piece).backgroundColor }))
          .filter((piece) => piece.color !== "rgba(0, 0, 0, 0)");
      }),
    /** Moves the mouse onto a word of a line and gives the hover. One asked for before its provider is there stays empty. */
    async hover(text: string, word = text) {
      const popup = page.locator(".monaco-hover:visible .hover-contents").first();
      for (let attempt = 0; attempt < HOVER_ATTEMPTS; attempt++) {
        await page.mouse.move(5, 5);
        const at = await line(text).evaluate(middleOf, word);
        if (!at) throw new Error(`"${word}" is not on the line "${text}" as one piece`);
        await page.mouse.move(at.x - 1, at.y);
        await page.mouse.move(at.x, at.y, { steps: 3 });
        const isThere = popup.waitFor({ timeout: HOVER_WAIT_MS });
        if (await isThere.then(() => true).catch(() => false)) break;
      }
      return page.locator(".monaco-hover:visible").first();
    },
  };
}

/** In the page: the middle of a word in a line, or undefined when its spans split it. */
function middleOf(element: Element, word: string): { x: number; y: number } | undefined {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const index = (node.nodeValue ?? "").replace(/\u00a0/g, " ").indexOf(word);
    if (index < 0) continue;
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }
  return undefined;
}
