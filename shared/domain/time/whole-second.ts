/** The second in which an instant lies, from its beginning: rules know no shorter time. */
export function wholeSecond(instant: number): number {
  return Math.floor(instant / 1_000) * 1_000;
}
