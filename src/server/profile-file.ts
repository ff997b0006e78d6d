import type { Stats } from "node:fs";
import type { Profile } from "../core/profile/model.ts";
import type { ProfileFile } from "../core/protocol/recording.ts";

/** What is known of a profile file that was read. */
export function profileFileOf(path: string, profiles: readonly Profile[], { size, mtime }: Stats): ProfileFile {
  return { path, sizeBytes: size, modifiedAt: mtime.toISOString(), profiles: profiles.map(factsOf) };
}

function factsOf(profile: Profile): ProfileFile["profiles"][number] {
  return {
    format: profile.format,
    producer: profile.producer,
    pid: profile.pid,
    stacks: profile.kind === "tree" ? profile.nodes.parent.length : 0,
    functions: profile.functions.name.length,
    files: profile.files.length,
    threads: profile.kind === "tree" ? profile.threads.length : 0,
  };
}
