// Test-only extension: lets an end-to-end test run code against the vscode API of the real extension host, over a
// socket named in VSCODE_DRIVER_SOCKET.
const http = require("node:http");
const vscode = require("vscode");

exports.activate = (context) => {
  const address = process.env.VSCODE_DRIVER_SOCKET;
  if (!address) return;
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    try {
      const { code, arg } = JSON.parse(body);
      const call = new Function("vscode", "arg", "require", `return (${code})(vscode, arg, require)`);
      response.end(JSON.stringify({ value: await call(vscode, arg, require) }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error?.stack || error) }));
    }
  });
  server.listen(address);
  context.subscriptions.push({ dispose: () => server.close() });
};
