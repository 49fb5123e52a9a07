import { dayMs, toDay } from "./calendar-day.ts";
import type { Rule } from "./rule.ts";

const hourMs = 3_600_000;
const everyHour = Array.from({ length: 24 }, (_, hour) => hour);

/** The times that a completed rule has on one of its days, in order. */
export function timesOfDay(rule: Rule, start: number, day: number): number[] {
  const hours = (rule.hours ?? everyHour).filter((hour) => isInStep(rule, start, day, hour));
  return hours.flatMap((hour) =>
    rule.minutes!.map((minute) => day + hour * hourMs + minute * 60_000 + rule.seconds![0]! * 1_000),
  );
}

function isInStep({ frequency, interval }: Rule, start: number, day: number, hour: number): boolean {
  if (frequency !== "HOURLY") return true;
  const since = ((day - toDay(start)) / dayMs) * 24 + hour - new Date(start).getUTCHours();
  return since % interval === 0;
}
