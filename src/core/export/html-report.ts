import { flamegraphBlock, REPORT_BLOCK } from "../protocol/report.ts";

export interface HtmlReportParts {
  /** The page's own script and style, and their SHA-256 in base64: the only ones that the document allows. */
  readonly script: string;
  readonly scriptSha256: string;
  readonly style: string;
  readonly styleSha256: string;
  /** gzip of the report (core/protocol/report.ts) as JSON, in base64. */
  readonly report: string;
  /** gzip of the packed flamegraph of each weight in base64; null where there is none. */
  readonly flamegraphs: readonly (string | null)[];
}

/**
 * The document of a report: whole in one file, asks nobody for anything. All that comes from a profile is in the blocks,
 * base64 that no browser runs; the script makes text of it.
 * @throws RangeError where script or style would end their element early
 */
export function htmlReport(parts: HtmlReportParts): string {
  if (/<\/script|<!--/i.test(parts.script) || /<\/style/i.test(parts.style))
    throw new RangeError("the report's script and style cannot stand in HTML");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${parts.scriptSha256}'`,
    `style-src 'sha256-${parts.styleSha256}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const blocks = [
    block(REPORT_BLOCK, parts.report),
    ...parts.flamegraphs.map((data, index) => (data === null ? "" : block(flamegraphBlock(index), data))),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Heatline">
<title>Heatline report</title>
<style>${parts.style}</style>
</head>
<body>
<main id="report"><noscript><p class="empty">This report is drawn by a script that it brings along. Allow it to run scripts; it loads nothing.</p></noscript></main>
${blocks.join("")}<script>${parts.script}</script>
</body>
</html>
`;
}

function block(id: string, base64: string): string {
  if (!/^[A-Za-z0-9+/=]*$/.test(base64)) throw new RangeError(`the block ${id} is not base64`);
  return `<script type="application/octet-stream" id="${id}">${base64}</script>\n`;
}
