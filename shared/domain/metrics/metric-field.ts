/** The name of one number among the totals: a metric, its labels' values in order, and which part of it. */
export function fieldOf(
  name: string,
  labelNames: readonly string[],
  labels: Readonly<Record<string, string>>,
  ...part: readonly string[]
): string {
  return JSON.stringify([name, ...labelNames.map((label) => labels[label]), ...part]);
}

/** Null where it is none of ours: another release may have written it. */
export function readField(field: string): readonly [name: string, ...rest: string[]] | null {
  try {
    const parts: unknown = JSON.parse(field);
    const known = Array.isArray(parts) && parts.length > 0 && parts.every((part) => typeof part === "string");
    return known ? (parts as [string, ...string[]]) : null;
  } catch {
    return null;
  }
}

/** The part of a timing that holds the sum of all durations, in microseconds. */
export const sumPart = "sum";
export const lastBucket = "+Inf";
