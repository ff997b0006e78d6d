import { afterEach } from "vitest";
import type { Workbench } from "./workbench.ts";

/** Keeps what the window showed when a test failed: out/shots/failed-<test>.png. */
export function showFailures(workbench: () => Workbench | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench()?.screenshot(`failed-${task.name.slice(0, 60)}`);
  });
}
