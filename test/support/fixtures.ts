import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseProfile } from "../../src/core/formats/registry.ts";
import { bytesSource, type ProfileSource } from "../../src/core/formats/source.ts";
import type { Profile } from "../../src/core/profile/model.ts";

const folder = fileURLToPath(new URL("../core/fixtures/", import.meta.url));

/** Bytes as the parsers get them. */
export function sourceOf(bytes: Uint8Array, name = "profile"): ProfileSource {
  return bytesSource(name, bytes, (part) => new TextDecoder().decode(part));
}

export function textSource(text: string, name = "profile"): ProfileSource {
  return sourceOf(new TextEncoder().encode(text), name);
}

export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

export function fixtureText(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

/** Names of the profile files among the fixtures. */
export function profileFixtures(): string[] {
  return readdirSync(folder).filter((name) => /\.(?:speedscope\.json|pstats|jsonl)$/.test(name));
}

export function parseFixture(name: string): Profile[] {
  return profilesOf(sourceOf(readFixture(name), name));
}

/** The profiles of a source; fails with the parser's message. */
export function profilesOf(source: ProfileSource): Profile[] {
  const outcome = parseProfile(source);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.profiles;
}
