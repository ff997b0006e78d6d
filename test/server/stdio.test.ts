import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { URI } from "vscode-uri";
import { joinPieces, unpackFlamegraph } from "../../src/core/profile/pack.ts";
import type { FileHeat, RunView } from "../../src/core/protocol/server.ts";
import { manifestOf } from "../../src/core/recording-title.ts";
import { buildServer, type LspSession, startSession } from "./lsp-session.ts";
import { makeRun, PROGRAM, profileWithCprofile, type RunFixture, writeSampler } from "./run-fixture.ts";

const SAMPLES = [
  [
    [
      ["<module>", 1, 16],
      ["main", 11, 13],
      ["parse", 4, 7],
    ],
    80,
  ],
  [
    [
      ["<module>", 1, 16],
      ["main", 11, 13],
      ["parse", 4, 6],
    ],
    20,
  ],
] as const;

let server = "";
let run: RunFixture;
let session: LspSession;

beforeAll(async () => {
  server = await buildServer();
  run = makeRun([{ profiler: "sampler", rateHz: 100 }, { profiler: "cprofile" }]);
  profileWithCprofile(run);
  writeSampler(run, run.script, SAMPLES);
  session = await startSession(server, { initializationOptions: { managed: true } });
  const textDocument = { uri: URI.file(run.script).toString(), languageId: "python", version: 1, text: PROGRAM };
  await session.connection.sendNotification("textDocument/didOpen", { textDocument });
});
afterAll(() => session.close());

const ask = <T>(method: string, params: unknown): Promise<T> => session.connection.sendRequest(method, params);
const uri = (): string => URI.file(run.script).toString();
const heat = (weight: string | null): Promise<FileHeat> =>
  ask("heatline/heat", { uri: uri(), weight, measure: "total", threshold: 0.005 });
const hoverAt = async (line: number, character: number): Promise<string> =>
  (
    await ask<{ contents: { value: string } }>("textDocument/hover", {
      textDocument: { uri: uri() },
      position: { line: line - 1, character },
    })
  ).contents.value;

describe("a run of sampler and cProfile over stdio", () => {
  it("is loaded with its weights, totals and sources", async () => {
    const view = await ask<RunView>("heatline/loadRun", { path: run.dir });
    expect(view.warnings).toEqual([]);
    expect(view.weights.map(({ id }) => id)).toEqual(["wall", "samples", "calls"]);
    expect(view.samples).toBe(100);
    expect(manifestOf(view)?.sources.map((source) => source.path)).toEqual([run.script]);
  });

  it("joins sampled time with exact calls on the same line", async () => {
    const { lines, total, edited } = await heat(null);
    expect({ total, edited }).toEqual({ total: 1e9, edited: false });
    const hot = lines.find(({ line }) => line === 7);
    expect(hot).toMatchObject({ self: 8e8, share: 0.8, samples: 80, calls: 1000, callsCertainty: "exact" });
    expect(lines.find(({ line }) => line === 13)).toMatchObject({ self: 0, share: 1, calls: 25 });
  });

  it("hovers the line and the function with links, and says where the numbers are from", async () => {
    const line = await hoverAt(7, 2);
    expect(line).toContain("**Line 7 of parse**");
    expect(line).toContain("800 ms \\(80\\.0 \\%\\)");
    expect(line).toContain("80 of 100");
    expect(line).toContain("report\\.py · in\\-process sampler at 100 Hz · cProfile · Python 3\\.11\\.7");
    expect(line).toContain("commit 012345678 with changes");
    const definition = await hoverAt(4, 5);
    expect(definition).toContain("**parse**");
    expect(definition).toMatch(/Called by: \[main\]\(file:\/\/\/\S+report\.py#L11\) 100 \\% · 25 calls/);
    expect(await hoverAt(13, 10)).toContain("**parse**");
  });

  it("gives lenses with the command in VS Code", async () => {
    const lenses = await ask<{ range: { start: { line: number } }; command: { title: string; command: string } }[]>(
      "textDocument/codeLens",
      { textDocument: { uri: uri() } },
    );
    expect(lenses.map(({ range, command }) => [range.start.line, command.title])).toEqual([
      [3, "self 100 % · total 100 % · 100 samples · 25 calls"],
      [10, "self 0.0 % · total 100 % · 100 samples · 1 call"],
    ]);
    expect(lenses[0]?.command.command).toBe("heatline.revealInFlamegraph");
  });

  it("sends a flamegraph that unpacks, and finds its frames in the source and back", async () => {
    // Over a channel of text each byte is a number under its index.
    type Pieces = { pieces: Record<string, number>[] };
    const { pieces } = await ask<Pieces>("heatline/flamegraph", { which: null, weight: null });
    const graph = unpackFlamegraph(joinPieces(pieces.map((piece) => Uint8Array.from(Object.values(piece)))));
    expect(graph.total).toBe(1e9);
    const found = await ask<{ frame: number }>("heatline/frameAt", { which: null, uri: uri(), line: 7 });
    expect(graph.frames.name[found.frame]).toBe("parse");
    expect(await ask("heatline/frameLocation", { which: null, frame: found.frame })).toEqual({
      path: run.script,
      line: 7,
    });
    expect(await ask("heatline/frameLocation", { which: null, frame: 9999 })).toBeNull();
    const line = { file: run.script, line: 7, text: PROGRAM.split("\n")[6] };
    expect(await ask("heatline/frameSource", { which: null, frame: found.frame })).toEqual(line);
    expect(await ask("heatline/frameSource", { which: null, frame: 9999 })).toBeNull();
    const around = async (line: number) =>
      (await ask<number[]>("heatline/caretFrames", { which: null, uri: uri(), line })).map(
        (frame) => `${graph.frames.name[frame]}:${graph.frames.line[frame]}`,
      );
    expect((await around(5)).sort()).toEqual(["parse:6", "parse:7"]);
    expect(await around(12)).toEqual(["main:13"]);
    expect(await around(9999)).toEqual([]);
    const elsewhere = { which: null, uri: URI.file("/nowhere/else.py").toString(), line: 1 };
    expect(await ask("heatline/caretFrames", elsewhere)).toEqual([]);
  });

  it("compares it with another run, until it is asked without one", async () => {
    const other = makeRun([{ profiler: "sampler", rateHz: 100 }]);
    writeSampler(other, other.script, [[SAMPLES[0][0], 50]]);
    const places = { folders: [other.folder], mappings: [] };
    type Answer = { pieces: Record<string, number>[]; against: RunView | null };
    const asked = (against: string | null) =>
      ask<Answer>("heatline/flamegraph", { which: null, weight: null, against, places });
    const compared = await asked(other.dir);
    expect(manifestOf(compared.against)?.workspaceFolder).toBe(other.folder);
    const pieces = compared.pieces.map((piece) => Uint8Array.from(Object.values(piece)));
    const graph = unpackFlamegraph(joinPieces(pieces));
    expect(await ask("heatline/timeOrder", { which: null, thread: null })).toBeNull();
    expect([graph.comparison?.before.total, graph.comparison?.after.total]).toEqual([5e8, 1e9]);
    await expect(asked(path.join(other.dir, "gone"))).rejects.toThrow("gone cannot be compared with");
    expect(await asked(null)).toMatchObject({ against: null });
    expect(await ask("heatline/closeComparison", { which: null })).toBeNull();
  });

  it("lists hot functions, hot lines and hot files", async () => {
    const spots = (kind: string) =>
      ask<{ rows: { name: string; selfShare: number }[]; count: number }>("heatline/hotSpots", {
        kind,
        weight: null,
        ownOnly: true,
        measure: "self",
        limit: 1,
      });
    expect(await spots("functions")).toMatchObject({ rows: [{ name: "parse", selfShare: 1, calls: 25 }], count: 3 });
    expect(await spots("lines")).toMatchObject({ rows: [{ name: "report.py:7", selfShare: 0.8 }] });
    expect(await ask("heatline/hotFiles", {})).toEqual([{ path: run.script, share: 1 }]);
  });

  it("moves heat with edits and marks what changed", async () => {
    const edit = (version: number, text: string) =>
      session.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uri(), version },
        contentChanges: [{ text }],
      });
    await edit(
      2,
      `# a new first line\n${PROGRAM.replace("total += math.floor(index / 3)", "total += math.ceil(index / 3)")}`,
    );
    const { edited, lines } = await heat(null);
    expect(edited).toBe(true);
    expect(lines.map(({ line, changed }) => [line, changed])).toEqual([
      [7, false],
      [8, true],
      [14, false],
      [17, false],
    ]);
    expect(await hoverAt(8, 2)).toContain("has changed since the run");
    await edit(3, PROGRAM);
    expect((await heat(null)).edited).toBe(false);
  });

  it("answers wrong parameters, unknown methods and missing runs with a sentence", async () => {
    await expect(ask("heatline/heat", { uri: 5 })).rejects.toThrow(/heatline\/heat was called wrongly: /);
    await expect(ask("heatline/nothing", {})).rejects.toMatchObject({ code: -32601 });
    await expect(ask("heatline/loadRun", { path: path.join(run.dir, "no") })).rejects.toThrow(/is not a run/);
    expect((await heat(null)).lines.length).toBeGreaterThan(0);
  });

  it("reads the rest of a run when one file is bad", async () => {
    const bad = path.join(run.dir, "sampler.2.jsonl");
    writeFileSync(bad, "not a profile at all");
    const view = await ask<RunView>("heatline/loadRun", { path: run.dir });
    expect(view.samples).toBe(100);
    expect(view.warnings).toHaveLength(1);
    expect(view.warnings[0]).toMatch(/^sampler\.2\.jsonl cannot be used/);
  });
});

it("serves other editors: follows the newest run of the folder, without commands in lenses", async () => {
  const other = makeRun([{ profiler: "cprofile" }]);
  profileWithCprofile(other);
  const plain = await startSession(server, {
    rootUri: URI.file(other.folder).toString(),
    capabilities: { textDocument: {}, workspace: { codeLens: { refreshSupport: true } } },
  });
  const loaded = new Promise<void>((resolve) =>
    plain.connection.onRequest("workspace/codeLens/refresh", () => resolve()),
  );
  const document = { uri: URI.file(other.script).toString() };
  await plain.connection.sendNotification("textDocument/didOpen", {
    textDocument: { ...document, languageId: "python", version: 1, text: PROGRAM },
  });
  await loaded;
  const lenses = await plain.connection.sendRequest<{ command: { title: string; command: string } }[]>(
    "textDocument/codeLens",
    { textDocument: document },
  );
  expect(lenses.map(({ command }) => command.command)).toEqual(["", ""]);
  expect(lenses[0]?.command.title).toMatch(/^self .* · total .* · 25 calls$/);
  const answer = await plain.connection.sendRequest<{ contents: { kind: string; value: string } }>(
    "textDocument/hover",
    { textDocument: document, position: { line: 3, character: 5 } },
  );
  expect(answer.contents.kind).toBe("plaintext");
  expect(answer.contents.value).toMatch(/^parse\n/);
  await plain.close();
});

it("shows a profile full of markup as text", async () => {
  const evil = "<img src=x onerror=alert(1)>](command:evil)`**\u202e\n[a](http://x)";
  const program = `${PROGRAM}\n`;
  const bad = makeRun([{ profiler: "sampler" }], program);
  writeSampler(bad, bad.script, [
    [
      [
        ["<module>", 1, 16],
        [evil, 4, 7],
        [evil, 90, 8],
      ],
      50,
    ],
  ]);
  const open = await startSession(server, { initializationOptions: { managed: true } });
  await open.connection.sendRequest("heatline/loadRun", { path: bad.dir });
  const textDocument = { uri: URI.file(bad.script).toString() };
  await open.connection.sendNotification("textDocument/didOpen", {
    textDocument: { ...textDocument, languageId: "python", version: 1, text: program },
  });
  const answer = await open.connection.sendRequest<{ contents: { value: string } }>("textDocument/hover", {
    textDocument,
    position: { line: 15, character: 1 },
  });
  const { value } = answer.contents;
  expect(value).toContain("onerror");
  expect(value).not.toMatch(/<|\u202e|(?<!\\)\]\((?!file:)|(?<!\\)`/);
  await open.close();
});

it("is gone within 2 s after its parent died, even while its pipes stay open", async () => {
  const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const orphan = await startSession(server, { processId: parent.pid });
  const ended = new Promise((resolve) => orphan.child.once("exit", resolve));
  parent.kill("SIGKILL");
  const begun = performance.now();
  await ended;
  expect(performance.now() - begun).toBeLessThan(2000);
  orphan.connection.dispose();
});

it("is one file that needs nothing beside it", () => {
  expect(readFileSync(server, "utf8")).not.toMatch(/require\("(?!node:)(vscode|@lezer|zod|diff)/);
});
