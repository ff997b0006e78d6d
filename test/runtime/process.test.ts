import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import * as processes from "../../src/runtime/process.ts";
import { isAlive, markedProcesses, processIdentity, signalTree } from "../../src/runtime/process-tree.ts";
import { waitUntil } from "../../src/runtime/wait-until.ts";
import { temporaryFolder, writeScript } from "./support.ts";

const { run, startDetached, startInherited, setSpawnGate, SpawnRefused } = processes;
const folder = temporaryFolder();
const node = process.execPath;

describe("run", () => {
  test("gives exit code, output and signal", async () => {
    const said = await run(node, ["-e", "console.log('out'); console.error('err'); process.exit(3)"]);
    expect(said).toMatchObject({ exitCode: 3, stdout: "out\n", stderr: "err\n", timedOut: false, failedToStart: null });
    const killed = await run(node, ["-e", "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 1e5)"]);
    expect(killed).toMatchObject({ exitCode: null, signal: "SIGTERM" });
  });

  test("keeps the end of a flood and no more", async () => {
    const flood = "for (let i = 0; i < 300; i++) process.stdout.write('x'.repeat(100000)); process.stdout.write('END')";
    const said = await run(node, ["-e", flood], { maxOutputBytes: 1000 });
    expect(said.stdout).toHaveLength(1000);
    expect(said.stdout.endsWith("xEND")).toBe(true);
  });

  test("says why a program cannot start", async () => {
    expect(await run(path.join(folder, "nothing"), [])).toMatchObject({ failedToStart: "it does not exist" });
    expect((await run(writeScript(folder, "plain.txt", "x"), [])).failedToStart).toBe("permission was denied");
  });

  test("ends at its time limit, with its children", async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e5)'], { stdio: 'inherit' })`;
    const said = await run(node, ["-e", `${child}; setTimeout(() => {}, 1e5)`], {
      timeoutMs: 400,
      env: { ...process.env, TREE_TEST: folder },
    });
    expect(said).toMatchObject({ timedOut: true, signal: "SIGKILL" });
    expect(
      await waitUntil(async () => (await markedProcesses(`TREE_TEST=${folder}`)).length === 0, { timeoutMs: 5000 }),
    ).toBe(true);
  });

  test("settles although a grandchild keeps the pipe open", async () => {
    const grandchild = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 2e4)'], { stdio: 'inherit', detached: true }).unref()`;
    const marker = { HOLDS_PIPE: folder };
    const said = await run(node, ["-e", `${grandchild}; console.log('told')`], { env: { ...process.env, ...marker } });
    expect(said).toMatchObject({ exitCode: 0, stdout: "told\n" });
    expect(await signalTree(-1, null, "SIGKILL", { marker: `HOLDS_PIPE=${folder}` })).toHaveLength(1);
  });
});

describe("the gate", () => {
  afterEach(() => setSpawnGate(() => null));

  /** Every exported function that is not listed here starts processes, so a new one is tested without being named. */
  const STARTS_NOTHING = new Set(["setSpawnGate", "SpawnRefused"]);
  const starting = Object.entries(processes).filter(
    ([name, value]) => typeof value === "function" && !STARTS_NOTHING.has(name),
  );

  test("there is something to guard", () =>
    expect(starting.map(([name]) => name).sort()).toEqual(["run", "startDetached", "startInherited"]));

  test.each(starting)("refuses %s with the reason, and nothing starts", async (_name, start) => {
    setSpawnGate(() => "This workspace is not trusted.");
    const proof = path.join(folder, `proof-${_name}`);
    const call = async () =>
      (start as typeof startDetached)(node, ["-e", `require('fs').writeFileSync(${JSON.stringify(proof)}, '')`], {
        outputFile: path.join(folder, "never"),
      });
    await expect(call()).rejects.toThrow(SpawnRefused);
    await expect(call()).rejects.toThrow("This workspace is not trusted.");
    expect(() => readFileSync(proof)).toThrow();
    setSpawnGate(() => null);
    await call();
    await waitUntil(
      () => {
        try {
          readFileSync(proof);
          return true;
        } catch {
          return false;
        }
      },
      { timeoutMs: 5000 },
    );
    expect(readFileSync(proof, "utf8")).toBe("");
  });
});

test("no other file of src imports execa or child_process", async () => {
  const found = await run(
    "git",
    ["grep", "-lE", 'from "(execa|node:child_process|child_process)"|require\\(.child_process', "--", "src"],
    {
      cwd: path.resolve(import.meta.dirname, "../.."),
    },
  );
  expect(found.stdout.trim().split("\n")).toEqual(["src/runtime/process.ts"]);
});

describe("process identity", () => {
  test("differs between processes, stays for one, and is null for the dead and for pid 0 and 1", async () => {
    const one = await processIdentity(process.pid);
    expect(one).not.toBeNull();
    expect(await processIdentity(process.pid)).toBe(one);
    expect(await processIdentity(0)).toBeNull();
    expect(await processIdentity(1)).toBeNull();
    const { pid } = await startDetached(node, ["-e", ""], { outputFile: path.join(folder, "short") });
    expect(await waitUntil(async () => !(await isAlive(pid)), { timeoutMs: 5000 })).toBe(true);
    expect(await processIdentity(pid)).toBeNull();
  });

  test("a pid that now belongs to somebody else is never signalled", async () => {
    const { pid } = await startDetached(node, ["-e", "setTimeout(() => {}, 2e4)"], {
      outputFile: path.join(folder, "long"),
    });
    const identity = await processIdentity(pid);
    expect(await signalTree(pid, `${identity}0`, "SIGKILL")).toEqual([]);
    expect(await signalTree(pid, null, "SIGKILL")).toEqual([]);
    expect(await isAlive(pid, identity)).toBe(true);
    expect(await signalTree(pid, identity, "SIGKILL")).toEqual([pid]);
    expect(await waitUntil(async () => !(await isAlive(pid, identity)), { timeoutMs: 5000 })).toBe(true);
  });
});

test("a detached process outlives its parent and writes to its file", async () => {
  const file = path.join(folder, "detached output");
  const { pid } = await startDetached(node, ["-e", "console.log('out'); console.error('err')"], { outputFile: file });
  expect(await waitUntil(async () => !(await isAlive(pid)), { timeoutMs: 5000 })).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("out\nerr\n");
  await expect(startDetached(path.join(folder, "no such"), [], { outputFile: file })).rejects.toThrow(
    "it does not exist",
  );
});

test("an inherited process passes its exit code or signal on", async () => {
  expect(await startInherited(node, ["-e", "process.exit(7)"])).toEqual({
    exitCode: 7,
    signal: null,
    failedToStart: null,
  });
  expect(await startInherited(node, ["-e", "process.kill(process.pid, 'SIGKILL')"])).toMatchObject({
    exitCode: null,
    signal: "SIGKILL",
  });
});
