import { describeDay, toDay } from "./calendar-day.ts";
import type { Rule } from "./rule.ts";

/** The rule with all that it leaves to the moment at which it begins, but for the hours of an hourly one. */
export function completeRule(rule: Rule, start: number): Rule {
  const at = new Date(start);
  return {
    ...rule,
    ...daysOf(rule, start),
    hours: rule.hours ?? (rule.frequency === "HOURLY" ? null : [at.getUTCHours()]),
    minutes: rule.minutes ?? [at.getUTCMinutes()],
    seconds: rule.seconds ?? [at.getUTCSeconds()],
  };
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
