import { describe, expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatShare, formatValue, UNKNOWN } from "../../src/core/units.ts";

describe("numbers as text", () => {
  test.each([
    [0, "0 ns"],
    [950, "950 ns"],
    [999.6, "1.00 µs"],
    [12_400, "12.4 µs"],
    [999_600, "1.00 ms"],
    [340e6, "340 ms"],
    [2.514e9, "2.51 s"],
    [99.96e9, "1 min 40 s"],
    [200e9, "3 min 20 s"],
    [Number.NaN, UNKNOWN],
  ])("%d ns is %s", (durationNs, text) => {
    expect(formatDuration(durationNs)).toBe(text);
  });

  test.each([
    [0, "0.0 %"],
    [0.0004, "< 0.1 %"],
    [0.124, "12.4 %"],
    [0.9996, "100 %"],
    [1, "100 %"],
    [Number.POSITIVE_INFINITY, UNKNOWN],
  ])("a share of %d is %s", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  test.each([
    [0, "0 B"],
    [512, "512 B"],
    [1536, "1.50 KiB"],
    [21_286_093, "20.3 MiB"],
    [5 * 1024 ** 4, "5120 GiB"],
    [-2048, "-2.00 KiB"],
  ])("%d bytes are %s", (sizeBytes, text) => {
    expect(formatBytes(sizeBytes)).toBe(text);
  });

  test("counts have commas, and one is singular", () => {
    expect(formatCount(1_234_567)).toBe("1,234,567");
    expect(formatCount(999)).toBe("999");
    expect(formatValue(1, "calls")).toBe("1 call");
    expect(formatValue(10_240, "calls")).toBe("10,240 calls");
    expect(formatValue(Number.NaN, "samples")).not.toMatch(/\d/);
  });
});
