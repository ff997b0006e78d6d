// `npm run bench -- big`: files larger than the longest string of JavaScript, opened as the server opens them. They are made in
// the temporary folder, which needs room for 1.5 GB, and removed.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { writeCollapsed, writeSpeedscope } from "./generate-stacks.mjs";

const DEPTH = 60;
const GOAL_MB = 1500;
const READ_FILE = path.join(path.dirname(fileURLToPath(import.meta.url)), "read-file.mjs");

export async function measure() {
  return [
    await openOne("big.collapsed", writeCollapsed, 1_000_000_000),
    await openOne("big.speedscope.json", writeSpeedscope, 500_000_000),
  ];
}

async function openOne(name, write, sizeBytes) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heatline-bench-"));
  try {
    const file = path.join(folder, name);
    await write(file, { depth: DEPTH, done: ({ bytes }) => bytes >= sizeBytes });
    const { stdout } = await execa(process.execPath, [READ_FILE, "heatline", file]);
    const { wallMs, cpuMs, peakMb, result } = JSON.parse(stdout);
    return {
      what: `${name}, ${Math.round(statSync(file).size / 1e6)} MB: most memory`,
      value: `${Math.round(peakMb)} MB`,
      goal: `< ${GOAL_MB} MB`,
      meetsGoal: peakMb < GOAL_MB,
      detail: `${(wallMs / 1000).toFixed(1)} s, ${(cpuMs / 1000).toFixed(1)} s of the processor, ${result} nodes`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
