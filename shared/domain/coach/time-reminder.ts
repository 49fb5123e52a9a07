import { ValidationFailed } from "../../errors.ts";
import { resolveLocalDate } from "../time/resolve-local-date.ts";
import { tellLocalTime } from "../time/tell-local-time.ts";
import { wallTimeOf } from "../time/wall-clock.ts";
import { wholeSecond } from "../time/whole-second.ts";
import { beginNow } from "./begin-now.ts";
import { nextOccurrence } from "./recurrence/next-occurrence.ts";

export interface Times {
  /** As a clock on the wall shows it. */
  readonly startsLocal: string;
  /** When it fires next; null where nothing of it lies in the future. */
  readonly firstAt: number | null;
}

interface Given {
  /** An instant, or what a clock on the wall shows then: 2026-03-28T08:00. Left out, a rule begins with its next time. */
  readonly dueAt: number | string | undefined;
  readonly recurrence: string | null;
  readonly zone: string;
  readonly now: number;
}

/** When a reminder fires in a zone: once, or by a rule that begins there. */
export function timeReminder(given: Given): Times {
  const { dueAt, recurrence, zone, now } = given;
  const startsLocal = startOf(given);
  if (typeof dueAt === "number" && recurrence === null) {
    return { startsLocal, firstAt: dueAt > now ? dueAt : null };
  }
  // A rule keeps to the second: what is ahead still, begins though its second has begun.
  const isAhead = typeof dueAt === "number" && dueAt > now;
  const after = isAhead ? Math.min(now, wholeSecond(dueAt) - 1) : now;
  return { startsLocal, firstAt: nextOccurrence({ recurrence, startsLocal, zone, after }) };
}

export function refusePast({ recurrence, zone, now }: Omit<Given, "dueAt">): ValidationFailed {
  const clock = `it is ${tellLocalTime(now, zone).said} in ${zone} now`;
  return recurrence === null
    ? ValidationFailed.at("due_at", `must lie in the future; ${clock}`)
    : ValidationFailed.at("recurrence", `must have a time in the future; ${clock}`);
}

function startOf({ dueAt, recurrence, zone, now }: Given): string {
  if (dueAt !== undefined) return toLocal(dueAt, zone);
  if (recurrence !== null) return toText(beginNow(recurrence, zone, now));
  throw ValidationFailed.at("due_at", "is required, or a recurrence such as FREQ=DAILY;BYHOUR=8;BYMINUTE=0");
}

function toLocal(dueAt: number | string, zone: string): string {
  if (typeof dueAt === "number") return toText(wallTimeOf(dueAt, zone));
  const isTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(dueAt.trim());
  if (!isTime || !resolveLocalDate(dueAt, zone))
    throw ValidationFailed.at(
      "due_at",
      "must be a time such as 2026-03-28T08:00, or an instant with its offset",
    );
  return dueAt.trim().replace(" ", "T").padEnd(19, ":00");
}

function toText(wallTime: number): string {
  return new Date(wallTime).toISOString().slice(0, 19);
}
