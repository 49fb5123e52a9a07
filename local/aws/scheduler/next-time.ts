import { parseExpression } from "./parse-expression.ts";
import type { Schedule } from "./schedule.ts";
import { firstInstant, instantOf, toWall } from "./wall-clock.ts";

const minuteMs = 60_000;
const toMinute = (ms: number) => Math.ceil(ms / minuteMs) * minuteMs;

/** When a schedule runs next. A one-time schedule that was missed is due still; others look ahead only. */
export function nextTime(schedule: Schedule, afterMs: number): number | null {
  const { StartDate, EndDate, State } = schedule.definition;
  if (State === "DISABLED") return null;
  const startMs = StartDate === undefined ? null : StartDate * 1000;
  const next = find(schedule, startMs === null ? afterMs : Math.max(afterMs, startMs - 1), startMs);
  return next === null || (EndDate !== undefined && next > EndDate * 1000) ? null : next;
}

function find(schedule: Schedule, afterMs: number, startMs: number | null): number | null {
  const { ScheduleExpression, ScheduleExpressionTimezone: zone } = schedule.definition;
  const expression = parseExpression(ScheduleExpression);
  if (expression?.kind === "at") {
    return schedule.doneMs === undefined ? toMinute(instantOf(expression.wallMs, zone)) : null;
  }
  if (expression?.kind === "rate") {
    const { everyMs } = expression;
    const first = toMinute(startMs ?? schedule.anchorMs + everyMs);
    const missed = Math.floor((afterMs - first) / everyMs) + 1;
    return first + Math.max(0, missed) * everyMs;
  }
  return expression ? nextCron(expression.nextWall, afterMs, zone) : null;
}

/** A skipped hour has no instant and is passed over; in a repeated hour only the first pass counts. */
export function nextCron(
  nextWall: (afterWallMs: number) => number | null,
  afterMs: number,
  zone: string,
): number | null {
  let wall = nextWall(toWall(afterMs, zone));
  while (wall !== null) {
    const instant = firstInstant(wall, zone);
    if (instant !== null && instant > afterMs) return instant;
    wall = nextWall(wall);
  }
  return null;
}
