// The table of 100,000 functions: sorting by each of its columns, and scrolling.
import { openBrowser } from "./browser.mjs";
import { atMost, median, percentile } from "./goals.mjs";
import { heatline } from "./heatline.mjs";
import { driveFrames } from "./probe.mjs";
import { wideProfile } from "./profiles.mjs";

const ROWS = 100_000;
const FRAMES = 200;
const SORT_MS = 100;
/** Sixty frames a second. */
const FRAME_MS = 1000 / 60;

export async function measureTable(folder, count) {
  const file = await wideProfile(folder, ROWS);
  const rounds = [];
  for (let round = 0; round < count; round++) rounds.push(await openTable(file));
  const sorts = rounds.map(({ sortMs }) => sortMs);
  const scrolling = rounds.map(({ frameMs }) => percentile(frameMs, 0.99));
  return [
    atMost("table of 100,000 rows: sorting, slowest column", median(sorts), SORT_MS, { unit: "ms" }),
    atMost(
      "table of 100,000 rows: scrolling, slowest frame in a hundred",
      median(scrolling),
      Number(FRAME_MS.toFixed(1)),
      {
        unit: "ms",
      },
    ),
  ];
}

async function openTable(file) {
  const { page, close } = await openBrowser();
  try {
    const viewer = await heatline.start(page);
    try {
      await viewer.open(file);
      const sortMs = await page.evaluate(sortByEachColumn);
      const { frameMs } = await page.evaluate(driveFrames, { surface: ".table", gesture: "scroll", count: FRAMES });
      return { sortMs, frameMs };
    } finally {
      viewer.close();
    }
  } finally {
    await close();
  }
}

/** The slowest of them, to the frame that shows it. */
async function sortByEachColumn() {
  const rows = Number(document.querySelector(".table").getAttribute("aria-rowcount")) - 1;
  if (rows < 100_000) throw new Error(`The table has ${rows} rows only.`);
  let slowest = 0;
  for (const heading of document.querySelectorAll(".table .heading")) {
    await window.probe.painted();
    const began = performance.now();
    heading.click();
    await window.probe.nextFrame();
    slowest = Math.max(slowest, performance.now() - began);
  }
  return slowest;
}
