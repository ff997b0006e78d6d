/// <reference types="vscode" />
import http from "node:http";

type VsCode = typeof import("vscode");
type Require = (name: string) => unknown;

export type ExtensionHost = ReturnType<typeof extensionHost>;

/** The real extension host of the workbench, reached through the test-only driver extension's socket. */
export function extensionHost(socket: string) {
  /**
   * Runs `code` inside the extension host. It is sent as text, so it sees its parameters only; the argument and the result
   * travel as JSON.
   */
  function api<Result, Arg = undefined>(
    code: (vscode: VsCode, arg: Arg, require: Require) => Result | PromiseLike<Result>,
    arg?: Arg,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const request = http.request({ socketPath: socket, method: "POST" }, async (response) => {
        let body = "";
        for await (const chunk of response) body += chunk;
        const { value, error } = JSON.parse(body) as { value: Result; error?: string };
        if (error) reject(new Error(error));
        else resolve(value);
      });
      request.on("error", reject);
      request.end(JSON.stringify({ code: String(code), arg }));
    });
  }

  return {
    api,
    /** Runs a command without waiting for its end: many wait for a person. */
    run: (id: string, ...args: unknown[]) =>
      api(
        (vscode, call) => {
          void vscode.commands.executeCommand(call.id, ...call.args);
        },
        { id, args },
      ),
    /** Runs a command to its end. */
    runToEnd: (id: string, ...args: unknown[]) =>
      api(
        async (vscode, call) => {
          await vscode.commands.executeCommand(call.id, ...call.args);
        },
        { id, args },
      ),
    /** Opens a file of the folder, with the cursor at the start of a line (1-based). */
    open: (file: string, line = 1) =>
      api(
        async (vscode, at) => {
          const folder = vscode.workspace.workspaceFolders?.[0];
          if (!folder) throw new Error("no folder is open");
          const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, at.file));
          const start = new vscode.Position(at.line - 1, 0);
          await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start), preview: false });
        },
        { file, line },
      ),
    /** Changes a user setting by its full name; `undefined` takes it back. */
    setting: (name: string, value: unknown) =>
      api(
        async (vscode, change) => {
          await vscode.workspace
            .getConfiguration()
            .update(change.name, change.value, vscode.ConfigurationTarget.Global);
        },
        { name, value },
      ),
  };
}
