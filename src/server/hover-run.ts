import { dayAndTime, recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import { passTitle, runTitle } from "../core/run-title.ts";
import type { RunIndex } from "./evidence.ts";
import { runView } from "./run-view.ts";

/** What says which run the numbers are from: title, profilers, interpreter, when, commit. */
export function runFacts(index: RunIndex): string[] {
  const { recording, live } = index;
  const part = index.part === null ? [] : [`only ${index.part.title}`];
  if (recording.kind === "profile") return [recordingTitle(recording), recordingSubtitle(runView(index)), ...part];
  const { manifest } = recording;
  const { interpreter, startedAt, git, passes } = manifest;
  const facts = [runTitle(manifest), ...passes.map(passTitle), `Python ${interpreter.version}`, dayAndTime(startedAt)];
  if (git !== null) facts.push(`commit ${git.commit.slice(0, 9)}${git.dirty ? " with changes" : ""}`);
  if (live) facts.push("still running");
  facts.push(...part);
  return facts.filter((fact) => fact !== "");
}
