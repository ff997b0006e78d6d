import { UsageError } from "./usage-error.ts";

/** `heatline lsp --stdio`: the language server, a bundle of its own. It lives for as long as its client wants it. */
export async function lspCommand(argv: readonly string[]): Promise<number> {
  if (argv.length !== 1 || argv[0] !== "--stdio") throw new UsageError("heatline lsp needs --stdio, and nothing else");
  // It reads --stdio from the process's own arguments.
  await import("../server/main.ts");
  return 0;
}
