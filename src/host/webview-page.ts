import { randomBytes } from "node:crypto";
import { Uri, type Webview, type WebviewOptions } from "vscode";

/** A page is `dist/webview/<name>.js` with `dist/webview/<name>.css`. */
export type PageName = "flamegraph";

/** What a page may load: the bundled pages, nothing else. Scripts only; no command links, no ports. */
export function pageOptions(extensionUri: Uri): WebviewOptions {
  return { enableScripts: true, localResourceRoots: [pagesRoot(extensionUri)] };
}

/**
 * The HTML of a page. It is the same for every run: data comes by message after the page said `ready`. The nonce is new
 * for each HTML.
 */
export function renderPage(webview: Webview, extensionUri: Uri, page: PageName): string {
  const nonce = randomBytes(16).toString("base64");
  const resource = (file: string) => webview.asWebviewUri(Uri.joinPath(pagesRoot(extensionUri), file)).toString();
  const { cspSource } = webview;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Heatline: ${page}</title>
<link rel="stylesheet" href="${resource(`${page}.css`)}">
</head>
<body>
<main id="app"></main>
<script nonce="${nonce}" src="${resource(`${page}.js`)}"></script>
</body>
</html>`;
}

function pagesRoot(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, "dist", "webview");
}
