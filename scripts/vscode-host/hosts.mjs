// The VS Code servers that tests run in, byte for byte: the tarball by its sha512, its dependencies by the lock file
// inside it, the extras by the entries below.

/** Raise when install.mjs changes what it builds. */
export const RECIPE = 1;

const NO_NATIVES = ["kerberos", "@vscode/windows-process-tree", "@vscode/windows-registry"];

/** `node: null` means: the Node that runs the tests. */
export const HOSTS = {
  "1.99.3": {
    spec: "code-server@4.99.4",
    integrity: "sha512-EAH6aTbrjFpNJg7kyWer+J8wuew+ys2z/QOOiyrEfusjHvfuTCc+iJ99RP6Nemtw9RRVj6W4DSnV+Sv/OEMoCg==",
    node: null,
    dropExtensions: [],
    dropPackages: NO_NATIVES,
  },
  "1.139.1": {
    spec: "code-server@4.139.1",
    integrity: "sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==",
    node: "24.21.0",
    dropExtensions: ["copilot", "mermaid-markdown-features"],
    dropPackages: [
      ...NO_NATIVES,
      "@github/copilot-sdk",
      "@microsoft/mxc-sdk",
      "@devcontainers/cli",
      "@vscode/sqlite3",
      "@vscode/sandbox-runtime",
      "ssh2",
    ],
  },
};

export const DEFAULT_HOST = "1.99.3";
export const SECOND_HOST = "1.139.1";

/** The host that this process is to use. */
export function chosenHost() {
  return process.env.HEATLINE_HOST || DEFAULT_HOST;
}

export const PLATFORM = `${process.platform}-${process.arch}`;

/** npm packages that carry ready binaries, used instead of ones that compile or download. */
export const NODE_PTY = {
  version: "1.2.0-beta.15",
  integrity: "sha512-vORSzHXi4Ofl7HemVWpuudLqCPdaQb4LfpRCUpE5HPxhp4JYscl8zZwxh11p26v2wvW24WMwnMfLjhRLixrfxA==",
};
export const RIPGREP_VERSION = "1.18.0";
export const RIPGREP_INTEGRITY = {
  "linux-x64": "sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==",
  "linux-arm64": "sha512-lQ/5zTG++U0E3IhVgS4EPTTn/U4okncaRMM5GOFfOYZywS4nuD31GhkHbNYlDk5CuDC68+hYJ0/eQeyCKJDA+g==",
  "darwin-arm64": "sha512-r3ktHSvbFycQNF6sl7sNDPocpsI7J+mEzh1IaZFkY0spm3k2Z9t8hPAeOK7+p0l6p6/swkQC14XWX01low+94Q==",
  "darwin-x64": "sha512-25b4gWbL138dGuQU244ebCKKc0q05ULBMoFSz9oAEUHNeqK/lOJViDS7DRvbDazzAzSEdan391Znks/R5mkaTQ==",
};
export const NODE_INTEGRITY = {
  "24.21.0": {
    "linux-x64": "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
};
