import type { Profile } from "../profile/model.ts";

/** One output format. What a format cannot hold is said at the format. */
export interface ExportFormat {
  readonly id: string;
  readonly label: string;
  /** How names of such files end, with the dot. */
  readonly extension: string;
  /** It writes stacks: those of a call graph are an estimate, and of its time only. */
  readonly ofStacks: boolean;
  /** Ids of the weights, in their order, that one file can hold together; a caller may write fewer. */
  weights(profiles: readonly Profile[]): string[];
  write(profiles: readonly Profile[], weightIds: readonly string[]): string | Uint8Array;
}

/** For formats with one number per row: the first weight. */
export function firstWeight(profiles: readonly Profile[]): string[] {
  const first = profiles[0]?.weights[0];
  return first === undefined ? [] : [first.id];
}
