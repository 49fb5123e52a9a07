import { type Happening, instantsOf } from "./instants-of.ts";

/** The instants from `from` on and before `until`, at most `limit` of them. */
export function occurrencesBetween({
  from,
  until,
  limit,
  ...happening
}: Happening & { from: number; until: number; limit: number }): number[] {
  const found: number[] = [];
  if (limit < 1) return found;
  for (const instant of instantsOf(happening, from - 1)) {
    if (instant >= until) break;
    found.push(instant);
    if (found.length === limit) break;
  }
  return found;
}
