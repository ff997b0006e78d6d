// The floor as a contender: see floor-tables.mjs.
import { HERE, NOTHING, serve } from "./browser.mjs";

export const floor = {
  name: "floor",
  surface: "canvas",
  async start(page) {
    const { url, close } = await serve(HERE);
    await page.goto(`${url}/floor.html`);
    return {
      async open(file) {
        await page.setInputFiles("input", file, { timeout: 0 });
        return page.evaluate(async () => {
          while (!window.painted) await new Promise((resolve) => setTimeout(resolve, 1));
          return { ...window.painted, firstPaintMs: (await window.probe.painted()) - window.probe.handedOverAt };
        });
      },
      search: (text) =>
        page.evaluate(async (wanted) => {
          const began = performance.now();
          window.search(wanted);
          await window.probe.nextFrame();
          return performance.now() - began;
        }, text),
      takenBeside: () => NOTHING,
      close,
    };
  },
};
