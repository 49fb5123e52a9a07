import { dayMs, describeMonth, startOfWeek, toDay } from "./calendar-day.ts";
import { completeRule } from "./complete-rule.ts";
import { countSkipped } from "./count-skipped.ts";
import { isDayOfRule } from "./is-day-of-rule.ts";
import type { Rule } from "./rule.ts";
import { type Steps, stepDays } from "./step-days.ts";
import { timesOfDay } from "./times-of-day.ts";

/** A rule that has no time for so long has none any more. */
const patienceMs = 50 * 366 * dayMs;

/**
 * What one walk may look at. Each day costs a microsecond or two; a walk of a rule that is refused where it is written, but
 * was kept before, stops here as if the rule were over. Fifty years of days take less.
 */
const mostSteps = 30_000;

/** What a clock on the wall shows at the times of a rule that begins at `start`, in order, from `from`. */
export function* wallTimes(
  rule: Rule,
  start: number,
  from: number,
  steps: Steps = { left: mostSteps },
): Generator<number> {
  const completed = completeRule(rule, start);
  if (completed.hours?.length === 0) return;
  const { skipped, begin } = countSkipped(completed, start, from);
  let left = (rule.count ?? Number.POSITIVE_INFINITY) - skipped;
  const last = rule.until && "wall" in rule.until ? rule.until.wall : Number.POSITIVE_INFINITY;
  for (const wall of timesFrom(completed, start, begin, steps)) {
    if (left <= 0 || wall > last) return;
    left -= 1;
    if (wall >= from) yield wall;
  }
}

function* timesFrom(rule: Rule, start: number, begin: number, steps: Steps): Generator<number> {
  let reach = begin + patienceMs;
  for (const days of setsOfDays(rule, start, begin, steps)) {
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
function* setsOfDays(rule: Rule, start: number, begin: number, steps: Steps): Generator<readonly number[]> {
  let gathered: number[] = [];
  for (const day of daysFrom(rule, start, begin, steps)) {
    const isSamePeriod =
      gathered.length > 0 && rule.positions && periodOf(rule, gathered[0]!) === periodOf(rule, day);
    if (gathered.length > 0 && !isSamePeriod) {
      yield gathered;
      gathered = [];
    }
    gathered.push(day);
  }
  if (gathered.length > 0 && steps.left >= 0) yield gathered;
}

function* daysFrom(rule: Rule, start: number, begin: number, steps: Steps): Generator<number> {
  const horizon = { day: begin + patienceMs };
  for (const on of stepDays(rule, start, begin, { steps, horizon })) {
    if (!isDayOfRule(rule, on)) continue;
    horizon.day = on.day + patienceMs;
    yield on.day;
  }
}

function periodOf({ frequency, weekStart }: Rule, day: number): number {
  const { year, month } = describeMonth(day);
  if (frequency === "YEARLY") return year;
  if (frequency === "MONTHLY") return year * 12 + month;
  return frequency === "WEEKLY" ? startOfWeek(day, weekStart) : toDay(day);
}

/** Negative ones count from the end. */
function pick(times: readonly number[], positions: readonly number[] | null): readonly number[] {
  if (!positions) return times;
  return times.filter((_, at) => positions.includes(at + 1) || positions.includes(at - times.length));
}
