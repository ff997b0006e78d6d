import { type QuickPickItem, window } from "vscode";
import { type ProfilerChoice, profilerChoiceSchema } from "../../core/protocol/run.ts";
import { PROFILERS } from "../../runtime/profilers/index.ts";
import type { ProfilerContext } from "../../runtime/profilers/profiler.ts";

interface Item extends QuickPickItem {
  readonly choice: ProfilerChoice;
}

/** Lets the user choose the profiler; says what each measures and whether it works here. */
export async function pickProfiler(context: ProfilerContext): Promise<ProfilerChoice | undefined> {
  const picked = await window.showQuickPick(items(context), {
    title: "Profile Current File with…",
    placeHolder: "What shall measure the program",
    matchOnDetail: true,
  });
  return picked?.choice;
}

async function items(context: ProfilerContext): Promise<Item[]> {
  const known = PROFILERS.map(async (profiler): Promise<Item> => {
    const found = await profiler.check(context);
    return {
      choice: profiler.id,
      label: profiler.label,
      description: found.available ? (found.version ?? "ready") : `not available: ${found.note.message}`,
      detail: profiler.sentence,
    };
  });
  return [
    { choice: "auto", label: "Automatic", detail: "The best line-level profiler that works here and now." },
    ...(await Promise.all(known)),
    {
      choice: "everything",
      label: "Everything",
      description: "runs the program twice",
      detail: "A sampler for lines, then cProfile for exact calls; joined line by line.",
    },
  ];
}

/** A choice that a caller of the command passed, checked. */
export function choiceFrom(value: unknown): ProfilerChoice | undefined {
  return profilerChoiceSchema.safeParse(value).data;
}
