/** Does one task after the other whenever the page has nothing else to do; the answer gives up those that are left. */
export function whenIdle(tasks: readonly (() => void)[]): () => void {
  let isGivenUp = false;
  const next = (index: number): void => {
    const task = tasks[index];
    if (task === undefined || isGivenUp) return;
    task();
    later(() => next(index + 1));
  };
  later(() => next(0));
  return () => {
    isGivenUp = true;
  };
}

/** Safari, where a report may be opened, does not say when it is idle. */
function later(then: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(then);
  else setTimeout(then, USUALLY_IDLE_MS);
}
const USUALLY_IDLE_MS = 200;
