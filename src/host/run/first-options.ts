import { Uri, workspace } from "vscode";
import { readsArguments } from "../../core/launch/reads-arguments.ts";
import type { Target } from "../../core/protocol/run.ts";
import { askArguments } from "./ask-launch.ts";
import { type LaunchOptions, PLAIN_LAUNCH } from "./launches.ts";

/**
 * How a program that was never run is run: asked for arguments only where it seems to read them. A module that is not
 * in the folder is an installed one: nearly all of those are tools that do.
 * @returns undefined where the user backs out
 */
export async function firstOptions(target: Target, file: Uri, folder: string): Promise<LaunchOptions | undefined> {
  if (target.kind === "tests") return PLAIN_LAUNCH;
  const source = target.kind === "file" ? await textOf(file) : await moduleSource(target.module, folder);
  if (source !== undefined && !readsArguments(source)) return PLAIN_LAUNCH;
  const args = await askArguments(target, []);
  return args === undefined ? undefined : { ...PLAIN_LAUNCH, args };
}

/** What `python -m` would run from the folder, undefined where that is not below it. */
async function moduleSource(module: string, folder: string): Promise<string | undefined> {
  const base = Uri.joinPath(Uri.file(folder), ...module.split("."));
  const main = await textOf(Uri.joinPath(base, "__main__.py")).catch(() => undefined);
  return main ?? (await textOf(base.with({ path: `${base.path}.py` })).catch(() => undefined));
}

async function textOf(file: Uri): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(file));
}
