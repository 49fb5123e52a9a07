const greeting =
  /^(?:hello|hi|hey|dear|good (?:morning|evening|afternoon|day))(?: there| again)?(?:,? aimi)?\b[\s,.!]*/i;
const asking =
  /^(?:who|what|when|where|why|how|which|whose|do|does|did|can|could|is|are|am|was|were|will|would|should|have|has|tell me|remind me)\b/i;
const between = /(?<=[.!?。！？])\s*|\n+|;\s+|,?\s+(?:and|but)\s+(?=(?:i|i'm|i've|my|we|our)\b)/i;

export function greets(text: string): boolean {
  return greeting.test(text);
}

/** The sentences of a text and their parts, without a greeting and without their last stop. */
export function clausesOf(text: string): string[] {
  return text
    .replaceAll("’", "'")
    .trim()
    .replace(greeting, "")
    .split(between)
    .map((clause) => clause.trim().replace(/[\s.!,。！]+$/, ""))
    .filter(Boolean);
}

export function isQuestion(clause: string): boolean {
  return /[?？]$/.test(clause) || asking.test(clause);
}

/** What somebody says of themselves. */
export function isTold(clause: string): boolean {
  return !isQuestion(clause) && /\b(?:i|i'm|i've|my|we|our)\b/i.test(clause);
}
