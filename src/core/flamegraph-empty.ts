import { visibleText } from "./hover/visible-text.ts";
import type { Note } from "./protocol/run.ts";
import type { RunView } from "./protocol/server.ts";
import type { ToFlamegraph } from "./protocol/webview.ts";
import { manifestOf } from "./recording-title.ts";

type Empty = Extract<ToFlamegraph, { type: "empty" }>;

/** A profile that cannot be shown is often no profile, but a file that one wants to read. */
export const READ_AS_TEXT = { command: "openAsText", label: "Open as Text" } as const;

/** For everything that shows time, while a run of tests is open. */
export const NOT_TIME = "This run measured memory of tests, not time.";

/** Why there is no flamegraph, and what to do about it: an empty page always says both. */
export function emptyFlamegraph(run: Pick<RunView, "recording"> | null): Pick<Empty, "message" | "actions"> {
  if (run === null) {
    return {
      message: "No run is open. Profile a Python file, or open a run in the Heatline side bar.",
      actions: [{ command: "profileCurrentFile", label: "Profile Current File" }],
    };
  }
  const manifest = manifestOf(run);
  if (manifest === null)
    return { message: "This profile holds no stacks to draw: it measured nothing.", actions: [READ_AS_TEXT] };
  if (manifest.target.kind === "tests") {
    return {
      message: `${NOT_TIME} Where the memory stays is on the lines and in the view Test Memory.`,
      actions: [{ command: "profileCurrentFile", label: "Profile Current File" }],
    };
  }
  if (manifest.state === "starting" || manifest.state === "running" || manifest.state === "saving") {
    const traced = manifest.passes.at(-1)?.profiler === "cprofile";
    const when = traced ? "cProfile writes its figures when the program ends." : "The first samples are on their way.";
    return { message: `The program is running. ${when}`, actions: [] };
  }
  const notes = [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)];
  const reason = notes.find(isReason);
  return {
    message: reason === undefined ? "The run has no figures: nothing was measured while it ran." : sentence(reason),
    actions: [
      { command: "profileWithCprofile", label: "Profile with cProfile" },
      { command: "profileAgain", label: "Run Again" },
    ],
  };
}

function isReason({ level, code }: Note): boolean {
  return level === "error" || code === "too-short" || code === "failed-early";
}

function sentence({ message, remedy }: Note): string {
  return visibleText(remedy === undefined ? message : `${message} ${remedy}`, 600);
}
