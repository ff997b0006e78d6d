import { commands, type Memento } from "vscode";
import type { Note, RunManifest } from "../../core/protocol/run.ts";
import { runTitle } from "../../core/run-title.ts";
import { COMMANDS } from "../contributions.ts";
import { BUTTONS, type Button, button, commandIn, copyCommand, type Message, openSetting } from "../errors.ts";
import { showTerminal } from "./task-terminal.ts";

const NEVER_OFFER = "heatline.neverOfferPySpy";

/** Why tests were not run, or not all of them. */
const TEST_NOTES = ["pytest-missing", "tests-usage", "tests-none", "tests-internal-error", "test-died"];

/** Notes that are told when a run ends; all others are read in the run itself. First comes first. */
const TOLD = [
  "no-profile",
  "run-failed",
  "terminal-failed",
  "never-started",
  "too-short",
  "failed-early",
  "ptrace-denied",
  ...TEST_NOTES,
];

/** Why py-spy was not used although it may be: what another installation or setting helps against. */
const NO_PY_SPY = ["py-spy-missing", "py-spy-not-executable", "py-spy-too-old"];

/**
 * Says the one thing there is to say when a run has ended, or undefined: an exit code or a signal of the program is no
 * news, its terminal shows it. That py-spy was not used is said once in a window.
 */
export function createEndMessages(globalState: Memento): (manifest: RunManifest) => Message | undefined {
  let toldOfPySpy = false;
  return (manifest) => {
    const notes = [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)];
    for (const code of TOLD) {
      const note = notes.find((candidate) => candidate.code === code);
      if (note !== undefined) return aboutNote(manifest, note);
    }
    const noPySpy = notes.find(({ code }) => NO_PY_SPY.includes(code));
    if (noPySpy === undefined || toldOfPySpy) return undefined;
    toldOfPySpy = true;
    if (noPySpy.message.includes("heatline.pySpy.path")) return wrongSetting(noPySpy);
    return globalState.get(NEVER_OFFER) === true ? undefined : offer(noPySpy, globalState);
  };
}

function aboutNote(manifest: RunManifest, note: Note): Message {
  const text = `${runTitle(manifest)}: ${note.message}${note.remedy ? ` ${note.remedy}` : ""}`;
  const command = commandIn(note.remedy);
  return { level: note.level, text, buttons: [...buttonsFor(note), ...(command ? [copyCommand(command)] : [])] };
}

function buttonsFor(note: Note): Button[] {
  switch (note.code) {
    case "too-short":
      return [
        button("Use cProfile", () => commands.executeCommand(COMMANDS.runAgain, "cprofile")),
        BUTTONS.runAgain,
        openSetting("sampler.rate"),
      ];
    case "tests-usage":
    case "tests-none":
    case "tests-internal-error":
    case "test-died":
    case "no-profile":
    case "failed-early":
    case "never-started":
    case "terminal-failed":
      return [button("Show Terminal", showTerminal), BUTTONS.runAgain];
    default:
      return note.level === "error" ? [BUTTONS.showLog] : [];
  }
}

/** An installation would not help: the setting goes first. */
function wrongSetting({ message, remedy = "" }: Note): Message {
  return {
    level: "warning",
    text: `Profiled with the in-process sampler. ${message} ${remedy}`,
    buttons: [openSetting("pySpy.path")],
  };
}

/** Never made again when the user says so. */
function offer({ message }: Note, globalState: Memento): Message {
  return {
    level: "info",
    text:
      `Profiled with the in-process sampler: ${message} py-spy looks from outside and sees more. Heatline can install ` +
      "it into a folder of its own.",
    buttons: [
      BUTTONS.installPySpy,
      button("Not Now", () => undefined),
      button("Don't Ask Again", () => globalState.update(NEVER_OFFER, true)),
    ],
  };
}
