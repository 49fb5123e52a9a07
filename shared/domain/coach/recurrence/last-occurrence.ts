import { instantOf, wallTimeOf } from "../../time/wall-clock.ts";
import { dayMs } from "./calendar-day.ts";
import type { Happening } from "./instants-of.ts";
import { parseRule } from "./parse-rule.ts";
import type { Rule } from "./rule.ts";
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
  return lastBefore(end, rule, happening) ?? begin;
}

/** Looks back ever further: an end may lie a thousand years ahead. */
function lastBefore(end: number, rule: Rule, { startsLocal, zone }: Happening): number | null {
  const start = Date.parse(`${startsLocal}Z`);
  // No clock was ever put by more than a day.
  const wallEnd = wallTimeOf(end, zone) + 2 * dayMs;
  for (let days = 4; ; days *= 10) {
    const from = Math.max(start, wallEnd - days * dayMs);
    const walls = wallsBetween(rule, start, from, wallEnd);
    const last = walls.findLast((wall) => instantOf(wall, zone) <= end);
    if (last !== undefined) return instantOf(last, zone);
    if (from === start) return null;
  }
}

function wallsBetween(rule: Rule, start: number, from: number, end: number): number[] {
  const found: number[] = [];
  for (const wall of wallTimes(rule, start, from)) {
    if (wall > end) break;
    found.push(wall);
  }
  return found;
}
