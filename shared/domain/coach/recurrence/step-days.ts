import ICAL from "ical.js";
import { dayMs, startOfWeek, toDay } from "./calendar-day.ts";
import { type Rule, weekdayNames } from "./rule.ts";

const lastYear = 2999;

/**
 * The days among which those of a completed rule are, in order, from the period that `from` lies in. ical.js takes only
 * steps that it takes rightly and that lead somewhere: it would look for ever for a thirtieth of February.
 */
export function* stepDays(rule: Rule, start: number, from: number): Generator<number> {
  const steps = chooseSteps(rule);
  const first = new Date(firstDay(rule, steps.freq, toDay(start), toDay(from)));
  const dtstart = ICAL.Time.fromData({
    year: first.getUTCFullYear(),
    month: first.getUTCMonth() + 1,
    day: first.getUTCDate(),
    isDate: true,
  });
  const iterator = new ICAL.Recur(steps).iterator(dtstart);
  for (let time = iterator.next(); time && time.year <= lastYear; time = iterator.next())
    yield Date.UTC(time.year, time.month - 1, time.day);
}

type Steps = ConstructorParameters<typeof ICAL.Recur>[0] & { readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" };

function chooseSteps({ frequency, interval, monthDays, weekdays, weekStart }: Rule): Steps {
  const byday = [...new Set(weekdays?.map(({ weekday }) => weekdayNames[weekday]))];
  const wkst = weekStart + 1;
  if (frequency === "WEEKLY") return { freq: "WEEKLY", interval, byday, wkst };
  if (frequency === "DAILY" && interval > 1) return { freq: "DAILY", interval };
  if (monthDays) return { freq: "MONTHLY", bymonthday: [...monthDays] };
  return weekdays ? { freq: "WEEKLY", byday, wkst } : { freq: "DAILY" };
}

/** Of the period in which `from` lies, or of the last before it that is not left out. */
function firstDay(rule: Rule, steps: Steps["freq"], start: number, from: number): number {
  const { frequency, interval, weekStart } = rule;
  if (frequency === "DAILY" && interval > 1) return alignDay(start, from, interval);
  if (frequency === "WEEKLY") {
    const [first, near] = [startOfWeek(start, weekStart), startOfWeek(from, weekStart)];
    return alignDay(first, near, 7 * interval);
  }
  const near = startOfPeriod(frequency, from);
  if (steps === "WEEKLY") return startOfWeek(near, weekStart);
  return steps === "MONTHLY" ? startOfPeriod("MONTHLY", near) : near;
}

function alignDay(first: number, near: number, days: number): number {
  return first + Math.floor((near - first) / (days * dayMs)) * days * dayMs;
}

function startOfPeriod(frequency: Rule["frequency"], day: number): number {
  const at = new Date(day);
  if (frequency === "YEARLY") return Date.UTC(at.getUTCFullYear(), 0, 1);
  return frequency === "MONTHLY" ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1) : day;
}
