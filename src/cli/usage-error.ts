/** How heatline was called makes no sense: said on stderr in one line; the process then ends with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
