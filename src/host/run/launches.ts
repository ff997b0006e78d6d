import type { Memento, Uri } from "vscode";
import * as z from "zod/mini";
import { profilerChoiceSchema, type Target, targetSchema } from "../../core/protocol/run.ts";

/** How a target is run, as far as the user said it. Remembered in the workspace, never written into it. */
const launchOptionsSchema = z.object({
  args: z.array(z.string()),
  /** null: the workspace folder. */
  cwd: z.nullable(z.string()),
  env: z.record(z.string(), z.string()),
});
export type LaunchOptions = z.infer<typeof launchOptionsSchema>;

const lastLaunchSchema = z.object({ target: targetSchema, folder: z.string(), choice: profilerChoiceSchema });
/** What *Run Again* runs. `folder` is the path the interpreter and settings are looked up for. */
export type LastLaunch = z.infer<typeof lastLaunchSchema>;

export const PLAIN_LAUNCH: LaunchOptions = { args: [], cwd: null, env: {} };

/** The memory of launches. Damaged or older entries count as not there. */
export interface Launches {
  /** undefined: the target was never run, so nothing is known. */
  optionsOf(target: Target): LaunchOptions | undefined;
  remember(target: Target, options: LaunchOptions): Promise<void>;
  last(): LastLaunch | undefined;
  rememberLast(launch: LastLaunch): Promise<void>;
}

const LAST = "heatline.lastLaunch";

export function createLaunches(state: Memento): Launches {
  return {
    optionsOf: (target) => launchOptionsSchema.safeParse(state.get(keyOf(target))).data,
    remember: async (target, options) => state.update(keyOf(target), options),
    last: () => lastLaunchSchema.safeParse(state.get(LAST)).data,
    rememberLast: async (launch) => state.update(LAST, launch),
  };
}

function keyOf(target: Target): string {
  switch (target.kind) {
    case "file":
      return `heatline.launch:${target.path}`;
    case "module":
      return `heatline.launch:-m ${target.module}`;
    case "tests":
      return `heatline.launch:${target.runner}`;
  }
}

/** A file, and the modules that were run with it in front or by its name: what its launch may be about. */
export function targetsOf(file: Uri, moduleName: string, launches: Launches): [Target, ...Target[]] {
  const last = launches.last();
  const names = last?.target.kind === "module" && last.folder === file.fsPath ? [last.target.module] : [];
  const byName: Target = { kind: "module", module: moduleName };
  if (!names.includes(moduleName) && launches.optionsOf(byName) !== undefined) names.push(moduleName);
  return [fileTarget(file), ...names.map((module): Target => ({ kind: "module", module }))];
}

export function fileTarget(uri: Uri): Target {
  return { kind: "file", path: uri.fsPath };
}
