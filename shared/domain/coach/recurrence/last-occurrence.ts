import { instantOf } from "../../time/wall-clock.ts";
import { dayMs } from "./calendar-day.ts";
import { type Happening, instantsOf } from "./instants-of.ts";
import { parseRule } from "./parse-rule.ts";

/** The last instant; null: endless. Of a rule that ends before its first time it is where it would have begun. */
export function lastOccurrence(happening: Happening): number | null {
  const { recurrence, startsLocal, zone } = happening;
  const begin = instantOf(Date.parse(`${startsLocal}Z`), zone);
  if (recurrence === null) return begin;
  const { count, until } = parseRule(recurrence);
  if (count === null && until === null) return null;
  const end = until && ("instant" in until ? until.instant : instantOf(until.wall, zone));
  for (let days = 2; end !== null && end - days * dayMs > begin; days *= 10) {
    const last = lastAfter(happening, end - days * dayMs);
    if (last !== null) return last;
  }
  return lastAfter(happening, Number.NEGATIVE_INFINITY) ?? begin;
}

function lastAfter(happening: Happening, after: number): number | null {
  let last: number | null = null;
  for (const instant of instantsOf(happening, after)) last = instant;
  return last;
}
