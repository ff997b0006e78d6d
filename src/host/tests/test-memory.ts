import { Disposable } from "vscode";
import type { HostContext, Part } from "../host-context.ts";
import type { Interpreters } from "../interpreter/interpreters.ts";
import type { RunFlow } from "../run/run-flow.ts";
import { measureTests } from "./measure-tests.ts";
import { createMemoryLines } from "./memory-lines.ts";
import { createTestMemoryView } from "./test-memory-view.ts";

/** Memory growth of tests: the command that measures it, the tests in the side bar, the lines that keep memory. */
export function createTestMemory(
  host: HostContext,
  flow: RunFlow,
  interpreters: Interpreters,
): Part<"measureTests" | "openTest"> {
  const view = createTestMemoryView(host);
  const parts = Disposable.from(view, createMemoryLines(host));
  return {
    commands: { measureTests: (clicked) => measureTests(flow, interpreters, clicked), ...view.commands },
    dispose: () => parts.dispose(),
  };
}
