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

/**
 * The one thing to say when a run has ended, or undefined: an exit code or a signal of the program is no news, its
 * terminal shows it.
 * @param offered true where py-spy was offered in this window already
 */
export function endMessage(manifest: RunManifest, globalState: Memento, offered: boolean): Message | undefined {
  const notes = [...manifest.notes, ...manifest.passes.flatMap((pass) => pass.notes)];
  for (const code of TOLD) {
    const note = notes.find((candidate) => candidate.code === code);
    if (note !== undefined) return aboutNote(manifest, note);
  }
  if (offered || globalState.get(NEVER_OFFER) === true) return undefined;
  return notes.some(({ code }) => code === "py-spy-missing") ? offer(globalState) : undefined;
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

/** Made once in a window, and never again when the user says so. */
function offer(globalState: Memento): Message {
  return {
    level: "info",
    text:
      "Profiled with the in-process sampler. py-spy looks from outside and sees more: Heatline can install it into a " +
      "folder of its own.",
    buttons: [
      BUTTONS.installPySpy,
      button("Not Now", () => undefined),
      button("Don't Ask Again", () => globalState.update(NEVER_OFFER, true)),
    ],
  };
}
