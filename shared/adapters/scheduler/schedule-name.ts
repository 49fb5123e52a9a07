import type { Moment } from "../../ports/occurrences.ts";

/** At most 64 characters, as Scheduler wants it: the reminder's id without dashes, and the instant. */
export function scheduleName({ reminderId, at }: Moment): string {
  return `${reminderId.replaceAll("-", "")}-${at.toString(36)}`;
}
