import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { createProfileReader } from "../../src/server/profile-reader.ts";
import { openProfileSource } from "../../src/server/profile-source.ts";
import { parseFixture, readFixture } from "../support/fixtures.ts";
import { profilesText } from "../support/golden.ts";

const folder = mkdtempSync(path.join(tmpdir(), "heatline-source-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

function chunksOf(file: string): Buffer {
  return Buffer.concat([...openProfileSource(file).chunks()].map((chunk) => Buffer.from(chunk)));
}

describe("a file as a source", () => {
  it("gives its ends, the whole of it, and its pieces in order", () => {
    const bytes = Uint8Array.from({ length: 9_000_000 }, (_, index) => (index * 7919) >> 3);
    const source = openProfileSource(fileWith("large", bytes));
    expect(Buffer.compare(source.head, bytes.subarray(0, 65536))).toBe(0);
    expect(Buffer.compare(source.tail, bytes.subarray(-65536))).toBe(0);
    expect(Buffer.compare(source.bytes(), bytes)).toBe(0);
    expect(Buffer.compare(chunksOf(path.join(folder, "large")), bytes)).toBe(0);
    expect(Buffer.compare(chunksOf(path.join(folder, "large")), bytes)).toBe(0);
  });

  it("of more than two gigabytes opens, and says that it cannot be read in one piece", () => {
    const file = fileWith("sparse", Uint8Array.of(0xfb));
    truncateSync(file, 2 ** 31 + 10);
    const source = openProfileSource(file);
    expect(source.head[0]).toBe(0xfb);
    expect(() => source.bytes()).toThrow("up to 2147 MB");
  });
});

describe("a compressed file", () => {
  const name = "py-spy-threads.speedscope.json";
  const plain = profilesText(parseFixture(name));

  it.each([
    ["once", 1],
    ["twice", 2],
  ])("is read as what it holds: %s", async (_, layers) => {
    let bytes: Uint8Array = readFixture(name);
    for (let layer = 0; layer < layers; layer++) bytes = gzipSync(bytes);
    const outcome = await createProfileReader().read(fileWith(`${layers}.json`, bytes));
    expect(outcome.ok && profilesText(outcome.profiles)).toBe(plain);
  });

  it("that is cut off, or is a bomb, is one sentence", async () => {
    const cut = gzipSync(readFixture(name)).subarray(0, 400);
    expect(await createProfileReader().read(fileWith("cut.gz", cut))).toEqual({
      ok: false,
      message:
        "cut.gz cannot be used: The file is compressed with gzip, but damaged or cut off: it cannot be decompressed.",
    });
    const bomb = gzipSync(new Uint8Array(100_000_000));
    const outcome = await createProfileReader().read(fileWith("bomb.gz", bomb));
    expect(outcome).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^bomb\.gz cannot be used: Decomp.*MB/),
    });
  });
});
