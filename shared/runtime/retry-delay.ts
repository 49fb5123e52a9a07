const firstSeconds = 5;
const longestSeconds = 900;

/** How long a record rests before it is seen again: twice as long each time, half of it at random, as asked at least. */
export function retryDelaySeconds(
  receiveCount: number,
  {
    retryAfterSeconds = 0,
    random = Math.random,
  }: { retryAfterSeconds?: number | undefined; random?: () => number } = {},
): number {
  const ceiling = Math.min(longestSeconds, firstSeconds * 2 ** Math.max(0, receiveCount - 1));
  const wait = ceiling / 2 + (random() * ceiling) / 2;
  return Math.ceil(Math.min(longestSeconds, Math.max(wait, retryAfterSeconds)));
}
