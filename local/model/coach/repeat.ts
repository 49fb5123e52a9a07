import { addDays, type Day, inDigits, partsOf, weekdayNames } from "../learning/calendar.ts";
import { dayMs, minuteMs, type WallTime } from "./wall-time.ts";

/** How something comes again. */
export interface Repeat {
  readonly every: "MINUTELY" | "HOURLY" | "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  /** 0 is Sunday. */
  readonly weekdays?: readonly number[];
  /** Of a month: the fifth is 5, the last day -1. */
  readonly date?: number;
  /** "The first Monday": which of the month's weekdays. */
  readonly nth?: number;
  /** Several times a day. */
  readonly hours?: readonly number[];
  /** The last day. */
  readonly until?: Day;
}

const units = {
  MINUTELY: "minute",
  HOURLY: "hour",
  DAILY: "day",
  WEEKLY: "week",
  MONTHLY: "month",
  YEARLY: "year",
};
const places = ["last", "", "first", "second", "third", "fourth", "fifth"];

/** As an RRULE without its name. */
export function toRule({ every, interval, weekdays, date, nth, hours, until }: Repeat): string {
  const codes = weekdays?.map((day) => `${nth ?? ""}${weekdayNames[day]!.slice(0, 2).toUpperCase()}`);
  return [
    `FREQ=${every}`,
    ...(interval > 1 ? [`INTERVAL=${interval}`] : []),
    ...(codes ? [`BYDAY=${codes.join(",")}`] : []),
    ...(date === undefined ? [] : [`BYMONTHDAY=${date}`]),
    ...(hours ? [`BYHOUR=${hours.join(",")}`] : []),
    ...(until === undefined ? [] : [`UNTIL=${inDigits(until, "day").replaceAll("-", "")}T235959`]),
  ].join(";");
}

/** "Every day", "every Monday and Thursday", "on the first Monday of every month". */
export function tellRepeat({ every, interval, weekdays, date, nth }: Repeat): string {
  const unit = units[every];
  const often = interval > 1 ? `every ${interval} ${unit}s` : `every ${unit}`;
  if (nth !== undefined) return `on the ${places[nth + 1]} ${weekdayNames[weekdays![0]!]} of ${often}`;
  if (date === -1) return `on the last day of ${often}`;
  if (date !== undefined) return `on day ${date} of ${often}`;
  if (!weekdays) return often;
  const key = weekdays.join("");
  const days =
    { "12345": "weekday", "60": "Saturday and Sunday" }[key] ??
    weekdays.map((day) => weekdayNames[day]).join(" and ");
  return interval > 1 ? `${often} on ${days}` : `every ${days}`;
}

export function isWithinDay({ every }: Repeat): boolean {
  return every === "MINUTELY" || every === "HOURLY";
}

/** The first time after now, on a day from `from` on; minutes are those of its day. */
export function firstTime(repeat: Repeat, from: Day, minutes: number, now: WallTime): WallTime | undefined {
  for (let day = from; day < from + 800 * dayMs; day = addDays(day, 1)) {
    const at = day + minutes * minuteMs;
    if (at > now && isDayOf(repeat, day)) return at;
  }
  return undefined;
}

function isDayOf({ weekdays, date, nth }: Repeat, day: Day): boolean {
  const { date: of, weekday } = partsOf(day);
  const isLast = (ahead: number) => partsOf(addDays(day, ahead)).month !== partsOf(day).month;
  if (date !== undefined && !(date === -1 ? isLast(1) : of === date)) return false;
  if (weekdays && !weekdays.includes(weekday)) return false;
  return nth === undefined || (nth === -1 ? isLast(7) : Math.ceil(of / 7) === nth);
}
