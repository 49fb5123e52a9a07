const firstMs = 250;
const longestMs = 10_000;

/** How long to wait before a try: ever longer, and never the same for all who lost the same server. */
export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  const ms = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return ms * (0.5 + random() / 2);
}
