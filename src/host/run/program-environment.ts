import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Uri, workspace } from "vscode";
import { mergeEnv, parseEnvFile } from "../../runtime/env-file.ts";
import { errorCode, reasonOf } from "../../runtime/explained-error.ts";
import type { Log } from "../log.ts";

/** Variables by name, from the weakest source to the strongest. */
export interface EnvironmentSources {
  /** What the Python extension adds; it may hold the env file's already, whose own values then win. */
  readonly extension: Readonly<Record<string, string>>;
  /** What the user gave for this program. */
  readonly own: Readonly<Record<string, string>>;
}

/**
 * The variables a program gets on top of the terminal's: the Python extension's, those of the env file (setting
 * python.envFile, default `.env` in the workspace folder), then those the user gave for this program.
 */
export async function programEnvironment(
  uri: Uri,
  folder: string,
  { extension, own }: EnvironmentSources,
  log: Log,
): Promise<Record<string, string>> {
  const setting = workspace.getConfiguration("python", uri).get<unknown>("envFile");
  const named = typeof setting === "string" && setting !== "" ? setting : ".env";
  const file = path.resolve(
    folder,
    named.replace(/\$\{workspaceFolder\}/g, () => folder),
  );
  const fromFile = await readEnvFile(file, log);
  // Only what is new is handed on: the terminal brings the rest, as it does for a program run by hand.
  const merged = mergeEnv(process.env, fromFile);
  const wanted = new Set(Object.keys(fromFile));
  const ours = Object.fromEntries(Object.entries(merged).filter(([name]) => wanted.has(name)));
  return { ...extension, ...ours, ...own };
}

async function readEnvFile(file: string, log: Log): Promise<Record<string, string>> {
  try {
    const variables = parseEnvFile(await readFile(file, "utf8"), process.env);
    log.info(`${file}: ${Object.keys(variables).length} variables for the program`);
    return variables;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") log.warn(`${file} is not read: ${reasonOf(error)}`);
    return {};
  }
}
