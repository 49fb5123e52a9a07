import ICAL from "ical.js";

/** What a clock on the wall shows, in no zone; with one, an instant in UTC. */
export function toTime(time: number, zone?: "UTC"): InstanceType<typeof ICAL.Time> {
  const at = new Date(time);
  return ICAL.Time.fromData(
    {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
    },
    zone ? ICAL.Timezone.utcTimezone : undefined,
  );
}
