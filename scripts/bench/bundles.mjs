// The size of each bundle; the first is what VS Code loads at activation.
import { statSync } from "node:fs";
import path from "node:path";
import { root } from "../setup/paths.mjs";
import { BUDGETS_KB } from "../test/bundles.mjs";

export async function measure() {
  return Object.entries(BUDGETS_KB).map(([name, budgetKb]) => {
    const sizeKb = statSync(path.join(root, "dist", name)).size / 1000;
    return {
      what: `bundle ${name}`,
      value: `${sizeKb.toFixed(0)} kB`,
      goal: `< ${budgetKb} kB`,
      meetsGoal: sizeKb < budgetKb,
    };
  });
}
