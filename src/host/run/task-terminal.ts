import {
  commands,
  ProcessExecution,
  Task,
  type TaskExecution,
  TaskPanelKind,
  TaskRevealKind,
  TaskScope,
  tasks,
  window,
} from "vscode";
import type { StartTerminal } from "../../runtime/run.ts";

const SOURCE = "Heatline";

/** How long a run waits for the terminal of the one before: VS Code hears of an end later than the run directory does. */
const TERMINAL_FREE_MS = 3000;

/** Settles when VS Code has the terminal of the last run free again. */
let lastEnd: Promise<unknown> = Promise.resolve();

/**
 * Runs a command as a task: a real terminal with stdin, colours and Ctrl-C, no shell in between, so that no file name
 * can inject a command. All runs share one terminal, which the next run clears.
 */
export const startTaskTerminal: StartTerminal = async ({ title, file, args, cwd, env }) => {
  const execution = new ProcessExecution(file, args, { cwd, env });
  const task = new Task({ type: "process", task: "heatline" }, TaskScope.Workspace, title, SOURCE, execution, []);
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Shared,
    focus: true,
    echo: false,
    clear: true,
    showReuseMessage: false,
  };
  task.isBackground = false;

  await Promise.race([lastEnd, new Promise((resolve) => setTimeout(resolve, TERMINAL_FREE_MS))]);

  // Listening begins before the start: a program that is over at once must not be missed.
  let started: TaskExecution | undefined;
  const early: { execution: TaskExecution; exitCode: number | undefined }[] = [];
  let settle: (exitCode: number | undefined) => void = () => {};
  const ended = new Promise<number | undefined>((resolve) => {
    settle = resolve;
  });
  const onEnd = (over: TaskExecution, exitCode: number | undefined) => {
    if (started === undefined) early.push({ execution: over, exitCode });
    else if (over === started) settle(exitCode);
  };
  const listeners = [
    tasks.onDidEndTaskProcess((event) => onEnd(event.execution, event.exitCode)),
    // A terminal that is closed ends the task without a process event.
    tasks.onDidEndTask((event) => setImmediate(() => onEnd(event.execution, undefined))),
  ];
  lastEnd = ended;
  void ended.finally(() => {
    for (const listener of listeners) listener.dispose();
  });
  try {
    started = await tasks.executeTask(task);
  } catch (error) {
    settle(undefined);
    throw error;
  }
  for (const { execution: over, exitCode } of early) onEnd(over, exitCode);
  return { ended };
};

/** Brings the terminal of the running program to the front. */
export async function showTerminal(): Promise<void> {
  const terminal = window.terminals.findLast(({ name }) => name.startsWith("Heatline"));
  if (terminal === undefined) await commands.executeCommand("workbench.action.terminal.focus");
  else terminal.show();
}
