/**
 * Looks again and again until a state is there.
 * @returns false where it was not there in time
 */
export async function waitUntil(
  isThere: () => boolean | Promise<boolean>,
  options: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<boolean> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    if (await isThere()) return true;
    if (performance.now() >= deadline) return false;
    await pause(options.everyMs ?? 50);
  }
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
