// speedscope as its package ships it, opened at the view that is asked for.
import { createRequire } from "node:module";
import path from "node:path";
import { NOTHING, serve } from "./browser.mjs";

const RELEASE = path.join(
  path.dirname(createRequire(import.meta.url).resolve("speedscope/package.json")),
  "dist/release",
);

export const speedscope = {
  name: "speedscope",
  async start(page, view) {
    const { url, close } = await serve(RELEASE);
    await page.goto(`${url}/index.html#view=${view.speedscope}`);
    await page.waitForSelector("input[type=file]", { state: "attached" });
    return {
      async open(file) {
        await page.setInputFiles("input[type=file]", file, { timeout: 0 });
        return page.evaluate(async () => {
          const { probe } = window;
          // It has imported once it says so, and drawn with the first WebGL call after that.
          while (probe.imported === 0 || probe.drawnAt <= probe.imported) await new Promise((r) => setTimeout(r, 4));
          return { firstPaintMs: (await probe.painted()) - probe.handedOverAt };
        });
      },
      takenBeside: () => NOTHING,
      close,
    };
  },
};
