import { expect, it } from "vitest";
import { parseProfile } from "../../../src/core/formats/registry.ts";
import { textSource } from "../../support/fixtures.ts";

const MEGABYTE = 1_000_000;

function filled(part: string): string {
  return part.repeat(Math.ceil(MEGABYTE / part.length)).slice(0, MEGABYTE);
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

const HEADLINE = "  5 function calls in 1.000 seconds\n";
const PSTATS = `${HEADLINE}   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n`;
const MEMRAY = "allocator,num_allocations,size,tid,thread_name,stack_trace\n";
const LINES =
  "Timer unit: 1e-06 s\nFunction: f at line 1\nLine #      Hits         Time  Per Hit   % Time  Line Contents\n";
const SVG = '<svg xmlns:fg="http://github.com/jonhoo/inferno">';
const SPEEDSCOPE = '{"$schema":"https://www.speedscope.app/file-format-schema.json","x":';

/** A megabyte each: whoever reads one in more than a step per byte does not end within the test's time. */
it.each([
  ["collapsed: headings in headings", `f (a.py:1) 1\n${filled('process 1:"x";')} 1\n`, true],
  ["collapsed: a command line of semicolons", `f (a.py:1) 1\nprocess 1:"${filled('";')} 1\n`, true],
  ["collapsed: brackets", `f (a.py:1) 1\nx${filled(" (")}:1);b (a.py:1) 1\n`, true],
  ["collapsed: blanks", `a;b${filled(" ")}b 1\n`, true],
  ["collapsed: numbers", `a;b${filled(" 1")}\n`, true],
  ["collapsed: a process per line", lines(60_000, (index) => `P${index};T1;a.py:f:1 1`), false],
  ["importtime: no end of line", `import time: 1 | 1 | x\n${filled("import time:")}`, true],
  ["importtime: blanks", `import time: 1 | 1 | x${filled(" ")}y\n`, true],
  ["pstats: headlines", PSTATS + filled(HEADLINE), false],
  ["pstats: blanks", `${PSTATS} 1 0.000 0.000 0.000 0.000 x${filled(" ")}y\n`, true],
  [
    "pstats: blanks before an arrow",
    `${PSTATS} 1 0.000 0.000 0.000 0.000 x\nFunction was called by...\nx${filled(" ")}y <-\n`,
    true,
  ],
  ["line_profiler: numbers in one row", LINES + filled("1 "), true],
  ["line_profiler: names", `${LINES}Function: ${filled(" at line 1")}`, false],
  ["memray: bars", `${MEMRAY}M,1,1,1,x,${filled("a|")}`, false],
  ["memray: quotes", MEMRAY + filled('"'), false],
  ["SVG: titles", SVG + filled("<title>"), false],
  ["SVG: titles and no box", SVG + filled("<title></title>"), false],
  ["SVG: counts", `${SVG}<title>${filled(" (1 a, ")}</title><rect >`, false],
  ["SVG: attributes", `${SVG}<title>a (1 samples, 1%)</title><rect ${filled('a="')}>`, false],
  ["tachyon: brackets", `{"type":"meta","sample_interval_usec":1}\n${filled("[")}`, false],
  ["speedscope: brackets", SPEEDSCOPE + filled("["), false],
  ["speedscope: quotes", SPEEDSCOPE + filled('\\"'), false],
])("%s", (_, text, isProfile) => {
  const outcome = parseProfile(textSource(text));
  expect(outcome.ok ? "" : outcome.message).not.toContain("not a profile: none of");
  expect(outcome.ok).toBe(isProfile);
});
