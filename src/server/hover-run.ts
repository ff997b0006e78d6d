import { passTitle, runTitle } from "../core/run-title.ts";
import type { RunIndex } from "./evidence.ts";

/** What says which run the numbers are from: title, profilers, interpreter, when, commit. */
export function runFacts({ manifest, live }: RunIndex): string[] {
  const { interpreter, startedAt, git, passes } = manifest;
  const facts = [runTitle(manifest), ...passes.map(passTitle), `Python ${interpreter.version}`, localTime(startedAt)];
  if (git !== null) facts.push(`commit ${git.commit.slice(0, 9)}${git.dirty ? " with changes" : ""}`);
  if (live) facts.push("still running");
  return facts.filter((fact) => fact !== "");
}

function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
