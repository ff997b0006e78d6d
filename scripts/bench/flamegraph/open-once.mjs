// One contender opens one file in a fresh browser.
import { openBrowser } from "./browser.mjs";
import { driveFrames } from "./probe.mjs";

const FRAMES = 200;
const WANTED = "render_";

/**
 * @returns `firstPaintMs`, `peakMb` and `cpuMs` (the page's process and what the file takes beside it), `pagePeakMb`, what the contender
 *   says it painted (`nodes`, `total`), and where it is used `zoom`, `pan`, `hover` (see driveFrames) and `searchMs`
 */
export async function openOnce(contender, file, view, used) {
  const browser = await openBrowser();
  const { page } = browser;
  try {
    const viewer = await contender.start(page, view);
    try {
      await page.evaluate(() => window.probe.painted());
      const idle = await browser.taken();
      const opened = await viewer.open(file);
      const [inPage, beside] = [await browser.taken(), viewer.takenBeside()];
      const figures = {
        ...opened,
        pagePeakMb: inPage.peakMb,
        peakMb: inPage.peakMb + beside.peakMb,
        cpuMs: inPage.cpuMs - idle.cpuMs + beside.cpuMs,
      };
      if (!used || contender.surface === undefined) return figures;
      for (const gesture of ["zoom", "pan", "hover"])
        figures[gesture] = await page.evaluate(driveFrames, { surface: contender.surface, gesture, count: FRAMES });
      return { ...figures, searchMs: await viewer.search(WANTED) };
    } finally {
      await viewer.close();
    }
  } finally {
    await browser.close();
  }
}
