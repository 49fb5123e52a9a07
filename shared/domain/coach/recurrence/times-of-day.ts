import { dayMs, toDay } from "./calendar-day.ts";
import type { Rule } from "./rule.ts";

const hourMs = 3_600_000;

/** The times that a completed rule has on one of its days, in order. */
export function timesOfDay(rule: Rule, start: number, day: number): number[] {
  return hoursOf(rule, start, day).flatMap((hour) =>
    rule.minutes!.map((minute) => day + hour * hourMs + minute * 60_000 + rule.seconds![0]! * 1_000),
  );
}

function hoursOf({ frequency, interval, hours }: Rule, start: number, day: number): readonly number[] {
  if (frequency !== "HOURLY") return hours!;
  const since = ((day - toDay(start)) / dayMs) * 24 - new Date(start).getUTCHours();
  const first = ((-since % interval) + interval) % interval;
  const stepped: number[] = [];
  for (let hour = first; hour < 24; hour += interval) stepped.push(hour);
  return hours ? stepped.filter((hour) => hours.includes(hour)) : stepped;
}
