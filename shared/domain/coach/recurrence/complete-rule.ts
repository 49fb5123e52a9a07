import { describeDay, toDay } from "./calendar-day.ts";
import type { Rule } from "./rule.ts";

/** The rule with all that it leaves to the moment at which it begins, but for the hours of an hourly one. */
export function completeRule(rule: Rule, start: number): Rule {
  const at = new Date(start);
  return {
    ...rule,
    ...daysOf(rule, start),
    hours: hoursOf(rule, at.getUTCHours()),
    minutes: rule.minutes ?? [at.getUTCMinutes()],
    seconds: rule.seconds ?? [at.getUTCSeconds()],
  };
}

/** Of those that an hourly rule names, the ones that its steps can meet. */
function hoursOf({ frequency, interval, hours }: Rule, begun: number): Rule["hours"] {
  if (frequency !== "HOURLY") return hours ?? [begun];
  const apart = divisorOf(interval, 24);
  return hours?.filter((hour) => (hour - begun) % apart === 0) ?? null;
}

/** The greatest that both have. */
function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

function daysOf(rule: Rule, start: number): Partial<Rule> {
  const { frequency, monthDays, weekdays, yearDays, weekNumbers } = rule;
  const { month, date, weekday } = describeDay(toDay(start));
  if (monthDays || weekdays || yearDays) return {};
  if (frequency === "WEEKLY" || weekNumbers) return { weekdays: [{ weekday, ordinal: null }] };
  if (frequency === "MONTHLY") return { monthDays: [date] };
  if (frequency === "YEARLY") return { months: rule.months ?? [month], monthDays: [date] };
  return {};
}
