const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago, in the words of a list: `just now`, `5 min ago`, `3 h ago`, `yesterday`, `12 days ago`.
 * `ageMs` is in milliseconds; a clock that went backwards counts as now.
 */
export function formatAgo(ageMs: number): string {
  if (!Number.isFinite(ageMs)) return "at an unknown time";
  const seconds = ageMs / 1000;
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  const days = Math.floor(seconds / DAY);
  return days === 1 ? "yesterday" : `${days} days ago`;
}
