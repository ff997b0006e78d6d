import { defineConfig } from "vitest/config";

/** Unit projects run in parallel; `browser` and `e2e` open one Chromium each, so their files run one after another. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", include: ["test/core/**/*.test.ts"] } },
      {
        test: {
          name: "node",
          include: ["test/{runtime,server,cli}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: "webview", include: ["test/webview/**/*.test.ts"], environment: "happy-dom" } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
