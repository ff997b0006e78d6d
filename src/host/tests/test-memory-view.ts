import { Disposable, EventEmitter, type TreeDataProvider, type TreeItem, window } from "vscode";
import type { TestMemory } from "../../core/protocol/tests.ts";
import { manifestOf } from "../../core/recording-title.ts";
import { runTitle } from "../../core/run-title.ts";
import { VIEWS } from "../contributions.ts";
import type { HostContext, Part } from "../host-context.ts";
import { openSource } from "../open-source.ts";
import { fileItem, isTestNode, type TestFileNode, type TestNode, testFiles, testItem } from "./test-items.ts";

type Node = TestFileNode | TestNode;

/** The tests of the current run by file, those that grow first. Nothing is left out: what could not be judged says so. */
export function createTestMemoryView(host: HostContext): Part<"openTest"> {
  const { server, currentRun, log } = host;
  const changed = new EventEmitter<undefined>();

  async function roots(): Promise<Node[]> {
    const run = currentRun.view;
    const manifest = manifestOf(run);
    if (run === null || manifest?.target.kind !== "tests") return [];
    try {
      const tests = (await server.request("testMemory", {})) ?? [];
      view.message = messageOf(tests, run.live);
      return testFiles(tests, manifest.workspaceFolder);
    } catch (error) {
      log.warn(`No memory of tests: ${error instanceof Error ? error.message : String(error)}`);
      view.message = "The tests could not be read: the reason is in the output channel Heatline.";
      return [];
    }
  }

  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => (node === undefined ? roots() : node.kind === "file" ? [...node.tests] : []),
    getTreeItem: (node): TreeItem => (node.kind === "file" ? fileItem(node) : testItem(node)),
  };
  const view = window.createTreeView(VIEWS.testMemory, { treeDataProvider: provider });

  function refresh(): void {
    const manifest = manifestOf(currentRun.view);
    const isOfTests = manifest?.target.kind === "tests";
    view.description = isOfTests ? runTitle(manifest) : "";
    if (!isOfTests) view.message = "";
    changed.fire(undefined);
  }

  refresh();
  const parts = Disposable.from(view, changed, currentRun.onDidChange(refresh));
  return {
    commands: {
      openTest: async (node) => {
        if (!isTestNode(node)) return;
        const { file, line, id } = node.test;
        await openSource(file === "" ? null : file, line, id, { preserveFocus: true });
      },
    },
    dispose: () => parts.dispose(),
  };
}

/** Above the tree: what the whole run says. */
function messageOf(tests: readonly TestMemory[], live: boolean): string {
  if (tests.length === 0)
    return live ? "The first test is running." : "This run ran no tests. Its notes in Runs say why.";
  const growing = tests.filter(({ verdict }) => verdict.kind === "grows").length;
  const count = tests.length === 1 ? "1 test" : `${tests.length} tests`;
  const so = live ? " so far" : "";
  return growing === 0
    ? `None of ${count}${so} grows.`
    : `${growing} of ${count}${so} ${growing === 1 ? "grows" : "grow"}.`;
}
