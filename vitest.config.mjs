import { defineConfig } from "vitest/config";

/** `node` measures real processes and `e2e` opens a Chromium per file: their files run one after another. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", include: ["test/core/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "node",
          include: ["test/{runtime,server,cli}/**/*.test.ts"],
          globalSetup: ["test/support/python-setup.ts"],
          fileParallelism: false,
          // Real processes on a machine that others use, too: what fails twice is wrong.
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "webview",
          include: ["test/webview/**/*.test.ts"],
          environment: "happy-dom",
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/support/python-setup.ts", "test/support/build-setup.ts"],
          fileParallelism: false,
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
