/** How heatline was called makes no sense: said on stderr in one line; the process then ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What `parseArgs` of node:util gives; what it refuses is a usage error, in its words. */
export function orUsageError<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
