import type { Rule } from "./rule.ts";

const longestInterval = { HOURLY: 8_784, DAILY: 3_660, WEEKLY: 520, MONTHLY: 120, YEARLY: 10 } as const;
const mostTimes = 5_000;

/** What is wrong with a rule, and what to do about it; null: nothing. */
export function refuseRule(rule: Rule): string | null {
  return (
    refuseEnd(rule) ?? refuseRate(rule) ?? refuseDays(rule) ?? refuseOrdinals(rule) ?? refusePositions(rule)
  );
}

function refuseEnd({ frequency, interval, count, until }: Rule): string | null {
  const most = longestInterval[frequency];
  if (interval > most) return `may have an INTERVAL from 1 to ${most} when it is ${frequency}`;
  if (count !== null && until) return "ends by COUNT or by UNTIL; leave one of them out";
  if (count !== null && count > mostTimes) return `may have a COUNT up to ${mostTimes}; use UNTIL, or no end`;
  return null;
}

function refuseRate({ minutes, seconds }: Rule): string | null {
  if (minutes && minutes.length > 1)
    return "may have one BYMINUTE; a reminder may come once an hour at most, so make a second one";
  return seconds && (seconds.length > 1 || seconds[0] === 60) ? "may have one BYSECOND from 0 to 59" : null;
}

/** What RFC 5545 forbids or leaves open. */
function refuseDays(rule: Rule): string | null {
  const { frequency, interval, months, monthDays, yearDays, weekNumbers, positions } = rule;
  if (monthDays && frequency === "WEEKLY")
    return "cannot be WEEKLY with BYMONTHDAY; use FREQ=MONTHLY, or BYDAY for days of the week";
  if (yearDays && (frequency !== "YEARLY" || months || monthDays || weekNumbers))
    return "may have BYYEARDAY only when it is YEARLY, and without BYMONTH, BYMONTHDAY and BYWEEKNO";
  if (weekNumbers && (frequency !== "YEARLY" || interval > 1 || monthDays || positions))
    return "may have BYWEEKNO only when it is YEARLY with INTERVAL=1, and without BYMONTHDAY and BYSETPOS";
  return null;
}

function refuseOrdinals({
  frequency,
  months,
  monthDays,
  yearDays,
  weekNumbers,
  weekdays,
}: Rule): string | null {
  const ordinals = (weekdays ?? []).flatMap(({ ordinal }) => (ordinal === null ? [] : [Math.abs(ordinal)]));
  if (ordinals.length === 0) return null;
  if (frequency !== "MONTHLY" && frequency !== "YEARLY")
    return "may number a BYDAY such as 2MO only when it is MONTHLY or YEARLY";
  if (monthDays || yearDays || weekNumbers)
    return "cannot have a numbered BYDAY such as 2MO beside BYMONTHDAY, BYYEARDAY or BYWEEKNO";
  const isOfMonth = frequency === "MONTHLY" || months;
  return isOfMonth && Math.max(...ordinals) > 5
    ? "may number a BYDAY of a month from 1 to 5 or -1 to -5"
    : null;
}

function refusePositions(rule: Rule): string | null {
  const { frequency, positions, months, monthDays, yearDays, weekdays, hours } = rule;
  if (!positions) return null;
  if (frequency === "HOURLY") return "cannot be HOURLY with BYSETPOS; name the hours by BYHOUR";
  const isOfOther = months || monthDays || yearDays || weekdays || hours;
  return isOfOther ? null : "may have BYSETPOS only beside another BY part such as BYDAY";
}
