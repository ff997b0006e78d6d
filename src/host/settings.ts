import { type ConfigurationScope, type Disposable, type Event, EventEmitter, workspace } from "vscode";
import { type Settings, settingsSchema } from "../core/protocol/settings.ts";
import { SETTINGS_SECTION } from "./contributions.ts";
import type { Log } from "./log.ts";

/** The settings as values: consumers never see a WorkspaceConfiguration. */
export interface SettingsReader extends Disposable {
  /** The settings for a file or folder, checked and frozen; a value of the wrong kind counts as not set. */
  read(scope?: ConfigurationScope): Readonly<Settings>;
  readonly onDidChange: Event<void>;
}

export function createSettings(log: Log): SettingsReader {
  const changed = new EventEmitter<void>();
  const listener = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SETTINGS_SECTION)) changed.fire();
  });
  return {
    read: (scope) => readSettings(scope, log),
    onDidChange: changed.event,
    dispose: () => {
      listener.dispose();
      changed.dispose();
    },
  };
}

function readSettings(scope: ConfigurationScope | undefined, log: Log): Readonly<Settings> {
  const configuration = workspace.getConfiguration(SETTINGS_SECTION, scope ?? null);
  const values = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((key) => [key, plain(configuration.get(key))]),
  );
  for (let result = settingsSchema.safeParse(values); ; result = settingsSchema.safeParse(values)) {
    if (result.success) return deepFreeze(result.data);
    for (const { path, message } of result.error.issues) {
      log.warn(`The setting ${SETTINGS_SECTION}.${path.join(".")} is ignored: ${message}`);
      remove(values, path);
    }
  }
}

/** VS Code gives objects as read-only proxies, which `structuredClone` refuses; settings are JSON. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Removes a wrong value, so that its default takes its place. */
function remove(values: Record<string, unknown>, path: readonly PropertyKey[]): void {
  const last = path.at(-1);
  let owner: unknown = values;
  for (const key of path.slice(0, -1)) owner = (owner as Record<PropertyKey, unknown>)[key];
  if (last !== undefined) delete (owner as Record<PropertyKey, unknown>)[last];
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
