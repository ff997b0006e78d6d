import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { joinPieces, unpackFlamegraph } from "../../src/core/profile/pack.ts";
import type { RunView } from "../../src/core/protocol/server.ts";
import { buildServer, type LspSession, startSession } from "./lsp-session.ts";

// A profile of 40 MB through the language server as it ships: read in a thread, followed, cancelled.

let session: LspSession;
let file = "";
const STACKS = 300_000;
const places = { folders: [], mappings: [] };

beforeAll(async () => {
  session = await startSession(await buildServer(), { initializationOptions: { managed: true } }, ["--node-ipc"]);
  file = path.join(mkdtempSync(path.join(tmpdir(), "heatline-large-")), "large.collapsed");
  const stack = (index: number) =>
    `main (/w/report.py:20);step_${index % 97} (/w/steps.py:${index % 400});work_${index} (/w/work.py:7);leaf_${index % 31} (/w/leaf.py:3) ${(index % 9) + 1}`;
  writeFileSync(file, `${Array.from({ length: STACKS }, (_, index) => stack(index)).join("\n")}\n`);
});
afterAll(() => session.close());

const ask = <T>(method: string, params: unknown): Promise<T> => session.connection.sendRequest(method, params);

it("tells how far it has read, and answers other questions meanwhile", async () => {
  const told: number[] = [];
  let isRead = false;
  const meanwhile: Promise<boolean>[] = [];
  session.connection.onNotification("heatline/readProgress", ({ path: read, share }) => {
    expect(read).toBe(file);
    told.push(share);
    meanwhile.push(ask("heatline/hotFiles", {}).then(() => !isRead));
  });
  const view = await ask<RunView>("heatline/openProfile", { path: file, places });
  isRead = true;
  expect(told.length).toBeGreaterThan(3);
  expect([...told].sort((a, b) => a - b)).toEqual(told);
  expect(Math.max(...told)).toBeLessThanOrEqual(1);
  expect((await Promise.all(meanwhile)).filter(Boolean).length).toBeGreaterThan(0);
  expect(view.totals).toEqual([{ weight: "samples", total: sum() }]);
});

it("shows it as a flamegraph, and forgets it when it is closed", async () => {
  const shown = await ask<{ pieces: Uint8Array[] }>("heatline/flamegraph", { which: file, weight: null });
  const graph = unpackFlamegraph(joinPieces(shown.pieces));
  expect({ total: graph.total, isLarge: graph.start.length > 100_000 }).toEqual({ total: sum(), isLarge: true });
  await ask("heatline/closeProfile", { path: file });
  expect(await ask("heatline/flamegraph", { which: file, weight: null })).toBeNull();
});

it("stops reading when it is cancelled, and reads to the end when it is asked again", async () => {
  const cancelling = new CancellationTokenSource();
  const listener = session.connection.onNotification("heatline/readProgress", () => cancelling.cancel());
  const reading = session.connection.sendRequest("heatline/openProfile", { path: file, places }, cancelling.token);
  await expect(reading).rejects.toMatchObject({ code: -32800 });
  listener.dispose();
  expect(await ask("heatline/flamegraph", { which: file, weight: null })).toBeNull();
  const view = await ask<RunView>("heatline/openProfile", { path: file, places });
  expect(view.totals[0]?.total).toBe(sum());
});

function sum(): number {
  let total = 0;
  for (let index = 0; index < STACKS; index++) total += (index % 9) + 1;
  return total;
}
