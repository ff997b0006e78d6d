import { beforeAll, expect, test } from "vitest";
import { URI } from "vscode-uri";
import { startSession } from "../server/lsp-session.ts";
import { makeRun, PROGRAM, writeSampler } from "../server/run-fixture.ts";
import { buildHeatline, type Heatline } from "./heatline.ts";

let heatline: Heatline;
beforeAll(async () => {
  heatline = await buildHeatline();
});

test("the language server of the command line finds the newest run of the folder, answers, and ends", async () => {
  const run = makeRun([{ profiler: "sampler", rateHz: 100 }]);
  const stack = [
    ["<module>", 1, 16],
    ["parse", 4, 7],
  ] as const;
  writeSampler(run, run.script, [[stack, 80]]);
  const rootUri = URI.file(run.folder).toString();
  const { connection, child, close } = await startSession(heatline.bundle, { rootUri }, ["lsp", "--stdio"]);
  const uri = URI.file(run.script).toString();
  const textDocument = { uri, languageId: "python", version: 1, text: PROGRAM };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  const hover = () =>
    connection.sendRequest<{ contents: { value: string } } | null>("textDocument/hover", {
      textDocument: { uri },
      position: { line: 6, character: 8 },
    });
  await expect
    .poll(hover, { timeout: 20_000 })
    .toMatchObject({ contents: { value: expect.stringContaining("80 of 80") } });
  await close();
  expect(child.exitCode).toBe(0);
});
