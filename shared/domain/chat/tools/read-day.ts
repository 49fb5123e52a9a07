import { ValidationFailed } from "../../../errors.ts";
import { resolveLocalDate } from "../../time/resolve-local-date.ts";
import { tellLocalTime } from "../../time/tell-local-time.ts";

interface Reading {
  readonly path: string;
  readonly zone: string;
  readonly now: number;
}

/** A day that a model tells, today or later. */
export function readDay(told: string, { path, zone, now }: Reading): string {
  const day = told.trim();
  const today = tellLocalTime(now, zone).said.slice(0, 10);
  const refuse = (message: string) => ValidationFailed.at(path, `${message}; it is ${today} in ${zone} now`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !resolveLocalDate(day, zone))
    throw refuse(`is no day: ${JSON.stringify(told.slice(0, 40))}; write it such as 2027-06-30`);
  if (day < today) throw refuse(`is in the past: ${day}`);
  return day;
}
