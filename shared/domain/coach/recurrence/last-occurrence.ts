import { instantOf } from "../../time/wall-clock.ts";
import { dayMs } from "./calendar-day.ts";
import { type Happening, instantsOf } from "./instants-of.ts";
import { parseRule } from "./parse-rule.ts";
import { wallTimes } from "./wall-times.ts";

/** The last instant; null: endless. Of a rule that ends before its first time it is where it would have begun. */
export function lastOccurrence(happening: Happening): number | null {
  const { recurrence, startsLocal, zone } = happening;
  const start = Date.parse(`${startsLocal}Z`);
  const begin = instantOf(start, zone);
  if (recurrence === null) return begin;
  const rule = parseRule(recurrence);
  if (rule.count !== null) return instantOf([...wallTimes(rule, start, start)].at(-1) ?? start, zone);
  if (rule.until === null) return null;
  const end = "instant" in rule.until ? rule.until.instant : instantOf(rule.until.wall, zone);
  return lastBefore(end, happening, begin) ?? begin;
}

/** Looks back ever further: an end may lie a thousand years ahead. */
function lastBefore(end: number, happening: Happening, begin: number): number | null {
  for (let days = 2; end - days * dayMs > begin; days *= 10) {
    const last = [...instantsOf(happening, end - days * dayMs)].at(-1);
    if (last !== undefined) return last;
  }
  return [...instantsOf(happening, Number.NEGATIVE_INFINITY)].at(-1) ?? null;
}
