// Stands in for the part of the ms-python.python API that says which interpreter is chosen.
// HEATLINE_STUB_PYTHON or python3 is "chosen"; tests may change it. HEATLINE_STUB_VARIABLES (JSON) is what it adds to
// the environment of programs.
const vscode = require("vscode");

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let chosen = process.env.HEATLINE_STUB_PYTHON || "python3";
  const environments = {
    known: [],
    onDidChangeEnvironments: new vscode.EventEmitter().event,
    onDidChangeActiveEnvironmentPath: changed.event,
    refreshEnvironments: async () => {},
    getEnvironmentVariables: () => ({ ...process.env, ...JSON.parse(process.env.HEATLINE_STUB_VARIABLES || "{}") }),
    getActiveEnvironmentPath: () => ({ id: chosen, path: chosen }),
    async updateActiveEnvironmentPath(path) {
      chosen = path;
      changed.fire({ id: path, path, resource: undefined });
    },
    async resolveEnvironment(environment) {
      const path = typeof environment === "string" ? environment : environment.path;
      const executable = { uri: vscode.Uri.file(path), bitness: "64-bit", sysPrefix: "/usr" };
      const version = { major: 3, minor: 11, micro: 0, sysVersion: "3.11.0" };
      return { id: path, path, executable, version, environment: undefined, tools: [] };
    },
  };
  return { ready: Promise.resolve(), environments };
};
