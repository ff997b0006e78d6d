import { visibleText } from "../../src/core/hover/visible-text.ts";
import { lineOf } from "../../src/core/profile/flamegraph-view-totals.ts";
import type { Flamegraph } from "../../src/core/profile/model.ts";
import { unpackFlamegraph } from "../../src/core/profile/pack.ts";
import type { Report, ReportPlace } from "../../src/core/protocol/report.ts";
import { createPage } from "../flamegraph/page.ts";
import { element } from "../shared/dom.ts";
import { createAbout } from "./about.ts";
import { download } from "./download.ts";
import { createHotLines } from "./hot-lines.ts";
import { readFlamegraph } from "./report-blocks.ts";

/** The flamegraph page as in the editor, then what a document adds: the hottest lines with their source, and facts. */
export async function createReportPage(root: HTMLElement, report: Report): Promise<void> {
  document.title = `${visibleText(report.title)} · Heatline`;
  const app = element("div", { id: "app" });
  let graph: Flamegraph | null = null;
  const page = createPage(app, {
    surroundings: "document",
    post(message) {
      if (message.type === "chooseWeight") void show(message.weight);
      if (message.type === "askSource") tellSource(message.frame);
      if (message.type === "save") download(message);
    },
    save: () => undefined,
    saved: () => null,
  });
  const hot = createHotLines(report.ofFunctions, (place) => {
    const frame = graph ? frameOf(graph, place) : -1;
    if (frame < 0) return;
    page.receive({ type: "revealFrame", frame });
    app.scrollIntoView({ block: "start" });
  });
  root.replaceChildren(app, hot.element, createAbout(report));

  const { title, subtitle, warnings } = report;
  // The facts have a section of their own below.
  const header = { title, subtitle, warnings, live: false, facts: [], paints: null };
  const drawn = report.weights.filter((weight) => weight.drawn);

  /** Of the lines that the report brings along; the page lives without the others. */
  function tellSource(frame: number): void {
    const file = graph?.frames.file[frame];
    if (!graph || file === undefined) return;
    const line = lineOf(graph.frames, frame);
    const text = report.weights
      .flatMap(({ places }) => places)
      .filter((place) => place.missing === "" && isOfFile(place, file))
      .flatMap(({ lines }) => lines)
      .find((each) => each.line === line)?.text;
    if (text !== undefined) page.receive({ type: "source", frame, file, line, text });
  }

  async function show(id: string): Promise<void> {
    const weight = report.weights.find((each) => each.id === id) ?? report.weights[0];
    if (!weight) return;
    hot.show(weight);
    const data = await readFlamegraph(report.weights.indexOf(weight));
    graph = unpackFlamegraph(data);
    const weights = drawn.map(({ id, label }) => ({ id, label }));
    page.receive({ type: "flamegraph", header, weights, weight: weight.id, data });
  }

  const [first] = drawn;
  if (first) return show(first.id);
  page.receive({ type: "empty", header, message: "Nothing was measured: there is nothing to draw.", actions: [] });
  const [named] = report.weights;
  if (named) hot.show(named);
}

/** The frame of the hottest line of a place; a graph by functions has them at the line of their definition. -1: none. */
function frameOf({ frames }: Flamegraph, place: ReportPlace): number {
  const { lines } = place;
  const [hottest] = lines.filter(({ hot }) => hot).toSorted((a, b) => b.self - a.self);
  if (!hottest) return -1;
  return frames.line.findIndex((line, frame) => {
    const stands = line || frames.firstLine[frame];
    return stands === hottest.line && isOfFile(place, frames.file[frame] ?? "");
  });
}

/** Places name files as they were recorded, frames by absolute paths. */
function isOfFile(place: ReportPlace, file: string): boolean {
  return file === place.file || file.endsWith(`/${place.file}`) || file.endsWith(`\\${place.file}`);
}
