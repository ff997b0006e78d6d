const STEP_MS = 50;

/**
 * Waits for a state that no event announces.
 * @throws Error that names it when it does not come within the limit.
 */
export async function waitUntil(
  isTrue: () => boolean | Promise<boolean>,
  { what, limitMs = 20_000 }: { what: string; limitMs?: number },
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
