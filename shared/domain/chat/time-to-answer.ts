const longestAnswerMs = 240_000;
const shortestAnswerMs = 1_000;

/** Of what a function has left for it, how much an answer may take. */
export function timeToAnswer(leftMs: number): number {
  return Math.min(longestAnswerMs, Math.max(shortestAnswerMs, leftMs));
}
