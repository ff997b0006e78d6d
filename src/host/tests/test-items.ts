import path from "node:path";
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { escapeMarkdown } from "../../core/hover/markdown.ts";
import { visibleText } from "../../core/hover/visible-text.ts";
import {
  byGrowth,
  growthOf,
  growthText,
  testDescription,
  testLabel,
  testName,
  verdictText,
} from "../../core/memory/test-text.ts";
import type { TestMemory, Verdict } from "../../core/protocol/tests.ts";
import { formatBytes, formatDuration, UNKNOWN } from "../../core/units.ts";
import { COMMANDS } from "../contributions.ts";

export interface TestFileNode {
  readonly kind: "file";
  /** Relative to the workspace folder where it is inside. */
  readonly name: string;
  readonly tests: readonly TestNode[];
}

export interface TestNode {
  readonly kind: "test";
  readonly test: TestMemory;
}

/** Files and their tests, both with the most growth first. */
export function testFiles(tests: readonly TestMemory[], workspaceFolder: string): TestFileNode[] {
  const byFile = new Map<string, TestNode[]>();
  for (const test of tests.toSorted(byGrowth)) {
    const nodes = byFile.get(test.file) ?? [];
    byFile.set(test.file, nodes);
    nodes.push({ kind: "test", test });
  }
  return [...byFile].map(([file, nodes]) => ({ kind: "file", name: shownName(file, workspaceFolder), tests: nodes }));
}

function shownName(file: string, workspaceFolder: string): string {
  if (file === "") return "(file not known)";
  const relative = path.relative(workspaceFolder, file);
  return visibleText(relative.startsWith("..") || path.isAbsolute(relative) ? file : relative);
}

export function fileItem({ name, tests }: TestFileNode): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  const growing = tests.filter(({ test }) => growthOf(test) > 0).length;
  item.id = name;
  item.description = growing === 0 ? `${tests.length}` : `${growing} of ${tests.length} grow`;
  item.iconPath = new ThemeIcon("file");
  item.accessibilityInformation = {
    label: `${name}, ${tests.length === 1 ? "1 test" : `${tests.length} tests`}, ${growing} ${growing === 1 ? "grows" : "grow"}`,
  };
  return item;
}

export function testItem(node: TestNode): TreeItem {
  const { test } = node;
  const item = new TreeItem(testLabel(test));
  item.id = `test ${test.id}`;
  item.description = testDescription(test);
  item.tooltip = tooltip(test);
  item.iconPath = test.outcome === "running" ? new ThemeIcon("loading~spin") : ICONS[test.verdict.kind];
  item.accessibilityInformation = { label: `${testName(test.id)}, ${testDescription(test)}` };
  item.command = { command: COMMANDS.openTest, title: "Open", arguments: [node] };
  return item;
}

const ICONS: Readonly<Record<Verdict["kind"], ThemeIcon>> = {
  grows: new ThemeIcon("arrow-up", new ThemeColor("heatline.memoryForeground")),
  "too-noisy": new ThemeIcon("question"),
  "not-judged": new ThemeIcon("circle-slash"),
  "warms-up": new ThemeIcon("check"),
  steady: new ThemeIcon("check"),
};

/** Markdown that is not trusted and has no HTML: everything in it is escaped all the same. */
function tooltip({ id, verdict, peakBytes, wallNs, kept, keepers }: TestMemory): MarkdownString {
  const facts = [
    ["Verdict", verdictText(verdict)],
    ["Peak", peakBytes === null ? UNKNOWN : formatBytes(peakBytes)],
    ["First run", wallNs === null ? UNKNOWN : `${formatDuration(wallNs)} under tracemalloc, which slows it down`],
    ["Kept after each run", kept.length === 0 ? UNKNOWN : kept.map(formatBytes).join(", ")],
  ].map(([label, value]) => `**${label}** ${escapeMarkdown(value ?? "", 400)}`);
  const lines = (verdict.kind === "grows" ? keepers : [])
    .slice(0, 5)
    .map(
      ({ file, line, bytesPerRun }) =>
        `${escapeMarkdown(`${file}:${line}`, 200)} ${escapeMarkdown(growthText(bytesPerRun))}`,
    );
  return new MarkdownString([`**${escapeMarkdown(id, 300)}**`, facts.join("  \n"), lines.join("  \n")].join("\n\n"));
}

export function isTestNode(node: unknown): node is TestNode {
  return typeof node === "object" && node !== null && "kind" in node && node.kind === "test" && "test" in node;
}
