import type { PythonExtension } from "@vscode/python-extension";
import { type Disposable, type Event, EventEmitter, extensions, type Uri } from "vscode";
import type { InterpreterCandidate } from "../../runtime/interpreters.ts";
import type { Log } from "../log.ts";

/** What other extensions know about the interpreter of a file, as plain values. Never throws, never hangs. */
export interface PythonEnvironments extends Disposable {
  candidates(uri: Uri): Promise<InterpreterCandidate[]>;
  /** The variables that the Python extension gives the programs of a file; those that are ours already are left out. */
  variables(uri: Uri): Promise<Record<string, string>>;
  readonly onDidChange: Event<void>;
}

/** The part of the Python Environments extension that is used; its types package wants a newer VS Code. */
interface EnvironmentsApi {
  getEnvironment(scope: Uri): Promise<RunnableEnvironment | undefined>;
  onDidChangeEnvironment?: (listener: () => void) => Disposable;
}
interface RunnableEnvironment {
  readonly execInfo?: {
    readonly run?: { readonly executable?: string; readonly args?: readonly string[] };
    readonly activatedRun?: { readonly executable?: string; readonly args?: readonly string[] };
  };
}

/** A slow or broken extension must not keep a program from being profiled. */
const DEADLINE_MS = 5000;

export function createPythonEnvironments(log: Log): PythonEnvironments {
  const changed = new EventEmitter<void>();
  const listeners: Disposable[] = [];
  const listening = new Set<string>();

  function listenOnce(id: string, listen: (() => Disposable | undefined) | undefined): void {
    if (listen === undefined || listening.has(id)) return;
    listening.add(id);
    const listener = listen();
    if (listener !== undefined) listeners.push(listener);
  }

  async function fromEnvironmentsExtension(uri: Uri): Promise<InterpreterCandidate[]> {
    const api = await activated<EnvironmentsApi>("ms-python.vscode-python-envs");
    if (api?.getEnvironment === undefined) return [];
    listenOnce("envs", () => api.onDidChangeEnvironment?.(() => changed.fire()));
    const { run, activatedRun } = (await api.getEnvironment(uri))?.execInfo ?? {};
    // A run command with arguments (`conda run …`) is not an interpreter; the activated one behind it is.
    const file = [run, activatedRun].find((command) => command?.executable && !command.args?.length)?.executable;
    return file === undefined ? [] : [{ path: file, why: "the Python Environments extension" }];
  }

  async function fromPythonExtension(uri: Uri): Promise<InterpreterCandidate[]> {
    const environments = (await activated<PythonExtension>("ms-python.python"))?.environments;
    if (environments === undefined) return [];
    listenOnce("python", () => environments.onDidChangeActiveEnvironmentPath?.(() => changed.fire()));
    const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(uri));
    const file = resolved?.executable.uri?.fsPath;
    return file === undefined ? [] : [{ path: file, why: "the Python extension" }];
  }

  async function fromPythonVariables(uri: Uri): Promise<Record<string, string>> {
    const environments = (await activated<PythonExtension>("ms-python.python"))?.environments;
    const given = Object.entries(environments?.getEnvironmentVariables?.(uri) ?? {});
    const isNew = (entry: [string, string | undefined]): entry is [string, string] =>
      typeof entry[1] === "string" && entry[1] !== process.env[entry[0]];
    return Object.fromEntries(given.filter(isNew));
  }

  async function ask<Answer>(what: string, question: Promise<Answer>, none: Answer): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
    });
    try {
      return await Promise.race([question, deadline]);
    } catch (error) {
      log.warn(`${what} is not known: ${error instanceof Error ? error.message : error}`);
      return none;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    candidates: async (uri) => {
      const [first, second] = await Promise.all([
        ask("The interpreter of the Python Environments extension", fromEnvironmentsExtension(uri), []),
        ask("The interpreter of the Python extension", fromPythonExtension(uri), []),
      ]);
      return [...first, ...second];
    },
    variables: (uri) => ask("What the Python extension adds to the environment", fromPythonVariables(uri), {}),
    onDidChange: changed.event,
    dispose: () => {
      for (const listener of listeners) listener.dispose();
      changed.dispose();
    },
  };
}

async function activated<Api>(id: string): Promise<Api | undefined> {
  const extension = extensions.getExtension<Api>(id);
  return extension === undefined ? undefined : await extension.activate();
}
