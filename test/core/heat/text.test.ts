import { describe, expect, test } from "vitest";
import { heatText } from "../../../src/core/heat/text.ts";
import type { FileHeat, LineHeat } from "../../../src/core/protocol/server.ts";

const WALL: FileHeat["weight"] = {
  id: "wall",
  label: "Wall time",
  unit: "ns",
  certainty: { kind: "sampled", samples: 1204 },
};
const CALLS: FileHeat["weight"] = { id: "calls", label: "Calls", unit: "calls", certainty: { kind: "exact" } };

function line(over: Partial<LineHeat> = {}): LineHeat {
  return {
    line: 1,
    self: 20e6,
    total: 340e6,
    share: 0.124,
    samples: 34,
    calls: null,
    callsCertainty: null,
    certainty: "sampled",
    role: "line",
    changed: false,
    ...over,
  };
}

describe("the text after a line of code", () => {
  test("a sampled line has its share and its time", () => {
    expect(heatText(line(), WALL, "total", "full")).toBe("12.4 % · 340 ms");
  });
  test("self is another figure than total", () => {
    expect(heatText(line(), WALL, "self", "full")).toBe("12.4 % · 20.0 ms");
  });
  test("calls follow where they are known", () => {
    const exact = line({ calls: 10240, callsCertainty: "exact", certainty: "exact" });
    expect(heatText(exact, WALL, "total", "full")).toBe("12.4 % · 340 ms · 10,240 calls");
    expect(heatText({ ...exact, calls: 1 }, WALL, "total", "full")).toBe("12.4 % · 340 ms · 1 call");
    expect(heatText({ ...exact, calls: 0 }, WALL, "total", "full")).toBe("12.4 % · 340 ms · 0 calls");
  });
  test("what is estimated says so, figure by figure", () => {
    const estimated = line({ calls: 7, callsCertainty: "estimated", certainty: "estimated" });
    expect(heatText(estimated, WALL, "total", "full")).toBe("~12.4 % · ~340 ms · ~7 calls");
    expect(heatText(estimated, WALL, "total", "share")).toBe("~12.4 %");
    expect(heatText({ ...estimated, certainty: "exact" }, WALL, "total", "full")).toBe("12.4 % · 340 ms · ~7 calls");
  });
  test("calls as the weight are said once", () => {
    const called = line({ total: 10240, calls: 10240, callsCertainty: "exact", certainty: "exact" });
    expect(heatText(called, CALLS, "total", "full")).toBe("12.4 % · 10,240 calls");
  });
  test("the share alone, or nothing, when asked for", () => {
    expect(heatText(line(), WALL, "total", "share")).toBe("12.4 %");
    expect(heatText(line(), WALL, "total", "off")).toBe("");
  });
  test("a changed line has no figures", () => {
    expect(heatText(line({ changed: true }), WALL, "total", "full")).toBe("changed since the run");
    expect(heatText(line({ changed: true }), WALL, "total", "off")).toBe("");
  });
});
