import { instantOf, wallTimeOf } from "../../time/wall-clock.ts";
import { dayMs } from "./calendar-day.ts";
import { parseRule } from "./parse-rule.ts";
import { wallTimes } from "./wall-times.ts";

/** When something happens: once, or by a rule that begins there and goes by the wall clocks of a zone. */
export interface Happening {
  /** An RRULE as `readRecurrence` returns it; null: once. */
  readonly recurrence: string | null;
  /** 2026-03-28T08:00:00 */
  readonly startsLocal: string;
  readonly zone: string;
}

/**
 * The instants strictly after `after`, each later than the one before. Where the clock skips a time, it is the instant
 * of the skip, and where it shows one twice, the first; two times that so fall together are one.
 */
export function* instantsOf({ recurrence, startsLocal, zone }: Happening, after: number): Generator<number> {
  const start = Date.parse(`${startsLocal}Z`);
  if (recurrence === null) {
    const once = instantOf(start, zone);
    if (once > after) yield once;
    return;
  }
  const rule = parseRule(recurrence);
  const until = rule.until && "instant" in rule.until ? rule.until.instant : Number.POSITIVE_INFINITY;
  // No clock was ever put by more than a day.
  const from = Number.isFinite(after) ? wallTimeOf(after, zone) - 2 * dayMs : start;
  let last = after;
  for (const wall of wallTimes(rule, start, from)) {
    const instant = instantOf(wall, zone);
    if (instant > until) return;
    if (instant <= last) continue;
    last = instant;
    yield instant;
  }
}
