import { collapsed } from "../../src/core/export/collapsed.ts";
import type { SavedKind } from "../../src/core/export/saved-file.ts";
import { speedscope } from "../../src/core/export/speedscope.ts";
import { subtreeProfile } from "../../src/core/export/subtree-profile.ts";
import type { FromFlamegraph } from "../../src/core/protocol/webview.ts";
import type { MenuItem } from "../shared/menu.ts";
import { afterAlone } from "./comparison-view.ts";
import { nameOf } from "./describe.ts";
import { createMenuButton } from "./menu-button.ts";
import type { Palette } from "./palette.ts";
import { layoutPicture, ROW_HEIGHT } from "./picture-layout.ts";
import { picturePng } from "./picture-png.ts";
import { pictureSvg } from "./picture-svg.ts";
import type { PageState, Scene } from "./state.ts";
import type { Surroundings } from "./surroundings.ts";

export interface ExportSubject {
  readonly surroundings: Surroundings;
  readonly state: () => PageState;
  readonly palette: () => Palette;
  readonly save: (message: Extract<FromFlamegraph, { type: "save" }>) => void;
  readonly say: (sentence: string) => void;
}

/** Narrower ones have no room for a title. */
const LEAST_WIDTH = 480;
/** Device pixels: what browsers make canvases of without trouble. */
const HIGHEST_PNG = 12_000;
const MOST_SVG_ROWS = 2000;

/** Pictures of what is shown, the report, and the selected frame with all below it as a profile. */
export function createExportMenu(subject: ExportSubject) {
  return createMenuButton("Export", "Save what is shown", () => itemsOf(subject));
}

function itemsOf(subject: ExportSubject): MenuItem[] {
  const state = subject.state();
  const { scene } = state;
  if (!scene) return [];
  const whole = scene.header.title;
  const name = state.selected < 0 ? "" : nameOf(scene.graph.frames, scene.graph.frame[state.selected] ?? 0);
  const what = name === "" ? "All that is shown" : `${shortened(name)} and all below it`;
  const part = scene.comparison ? `${what}, after` : what;
  const partFile = name === "" ? whole : `${whole}_${name}`;
  const item = (label: string, kind: SavedKind, file: string, make: () => Promise<ArrayBuffer> | null): MenuItem => ({
    label,
    run: () => void save(subject, kind, file, make),
  });
  return [
    item("Picture of what is shown (PNG)", "png", whole, () => png(subject, state, scene)),
    item("Picture of what is shown (SVG)", "svg", whole, () => svg(subject, state, scene)),
    ...(subject.surroundings === "editor" ? [item("HTML report of the whole run", "report", whole, () => null)] : []),
    item(`${part} (speedscope)`, "speedscope", partFile, () => subtree(state, scene, "speedscope")),
    item(`${part} (collapsed stacks)`, "collapsed", partFile, () => subtree(state, scene, "collapsed")),
  ];
}

async function save(
  { save, say }: ExportSubject,
  kind: SavedKind,
  name: string,
  make: () => Promise<ArrayBuffer> | null,
): Promise<void> {
  try {
    save({ type: "save", kind, name, data: await make() });
  } catch (error) {
    say(`Nothing was saved: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function pictureWidth(): number {
  const shown = document.querySelector(".graph-scroll")?.clientWidth ?? 0;
  return Math.max(LEAST_WIDTH, shown);
}

async function png({ palette }: ExportSubject, state: PageState, scene: Scene): Promise<ArrayBuffer> {
  const ratio = window.devicePixelRatio || 1;
  const layout = layoutPicture(state, scene, pictureWidth(), Math.floor(HIGHEST_PNG / ratio / ROW_HEIGHT));
  return picturePng(state, scene, palette(), layout, ratio);
}

async function svg({ palette }: ExportSubject, state: PageState, scene: Scene): Promise<ArrayBuffer> {
  return bytesOf(pictureSvg(state, scene, palette(), layoutPicture(state, scene, pictureWidth(), MOST_SVG_ROWS)));
}

async function subtree(
  { selected }: PageState,
  { graph }: Scene,
  kind: "speedscope" | "collapsed",
): Promise<ArrayBuffer> {
  const name = selected < 0 ? "All" : `Below ${nameOf(graph.frames, graph.frame[selected] ?? 0)}`;
  const format = kind === "speedscope" ? speedscope : collapsed;
  const content = format.write([subtreeProfile(afterAlone(graph), selected, name)], [graph.weight.id]);
  return typeof content === "string" ? bytesOf(content) : content.slice().buffer;
}

function bytesOf(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
