import { dayMs, describeDay, startOfWeek, toDay } from "./calendar-day.ts";
import { completeRule } from "./complete-rule.ts";
import { countSkipped } from "./count-skipped.ts";
import { isDayOfRule } from "./is-day-of-rule.ts";
import type { Rule } from "./rule.ts";
import { stepDays } from "./step-days.ts";
import { timesOfDay } from "./times-of-day.ts";

/** A rule that has no time for so long has none any more. */
const patienceMs = 50 * 366 * dayMs;

/** What a clock on the wall shows at the times of a rule that begins at `start`, in order, from `from`. */
export function* wallTimes(rule: Rule, start: number, from: number): Generator<number> {
  const completed = completeRule(rule, start);
  const { skipped, begin } = countSkipped(completed, start, from);
  let left = (rule.count ?? Number.POSITIVE_INFINITY) - skipped;
  const last = rule.until && "wall" in rule.until ? rule.until.wall : Number.POSITIVE_INFINITY;
  for (const wall of timesFrom(completed, start, begin)) {
    if (left <= 0 || wall > last) return;
    left -= 1;
    if (wall >= from) yield wall;
  }
}

function* timesFrom(rule: Rule, start: number, begin: number): Generator<number> {
  let reach = begin + patienceMs;
  for (const days of setsOfDays(rule, start, begin)) {
    if (days[0]! > reach) return;
    const times = days.flatMap((day) => timesOfDay(rule, start, day));
    for (const wall of pick(times, rule.positions)) {
      if (wall < begin) continue;
      reach = wall + patienceMs;
      yield wall;
    }
  }
}

/** All of a period where positions in it count, else one by one. */
function* setsOfDays(rule: Rule, start: number, begin: number): Generator<readonly number[]> {
  let gathered: number[] = [];
  for (const day of daysFrom(rule, start, begin)) {
    const isSamePeriod =
      gathered.length > 0 && rule.positions && periodOf(rule, gathered[0]!) === periodOf(rule, day);
    if (gathered.length > 0 && !isSamePeriod) {
      yield gathered;
      gathered = [];
    }
    gathered.push(day);
  }
  if (gathered.length > 0) yield gathered;
}

function* daysFrom(rule: Rule, start: number, begin: number): Generator<number> {
  let reach = begin + patienceMs;
  for (const day of stepDays(rule, start, begin)) {
    if (day > reach) return;
    if (!isDayOfRule(rule, start, day)) continue;
    reach = day + patienceMs;
    yield day;
  }
}

function periodOf({ frequency, weekStart }: Rule, day: number): number {
  const { year, month } = describeDay(day);
  if (frequency === "YEARLY") return year;
  if (frequency === "MONTHLY") return year * 12 + month;
  return frequency === "WEEKLY" ? startOfWeek(day, weekStart) : toDay(day);
}

/** Negative ones count from the end. */
function pick(times: readonly number[], positions: readonly number[] | null): readonly number[] {
  if (!positions) return times;
  return times.filter((_, at) => positions.includes(at + 1) || positions.includes(at - times.length));
}
