import ICAL from "ical.js";
import type { CalendarEntries } from "../../../ports/calendar-feeds.ts";
import { toEventComponent, toGoalComponent, toTaskComponent } from "./to-components.ts";
import { toTimeZone } from "./to-time-zone.ts";

/** For how long, to either side, the clocks of a zone are told: a calendar reads the feed again long before. */
const toldMs = 5 * 366 * 86_400_000;

/** iCalendar as RFC 5545 has it. */
export function writeCalendar({ events, tasks, goals }: CalendarEntries, now: number): string {
  const calendar = new ICAL.Component("vcalendar");
  const properties = {
    ...{ prodid: "-//Aimi//Coach//EN", version: "2.0", calscale: "GREGORIAN", method: "PUBLISH" },
    ...{ "x-wr-calname": "Aimi", "x-published-ttl": "PT1H" },
  };
  for (const [name, value] of Object.entries(properties)) calendar.updatePropertyWithValue(name, value);
  const recurring = events.filter(({ recurrence }) => recurrence !== null);
  for (const zone of new Set(recurring.map(({ timeZone }) => timeZone))) {
    const starts = recurring.filter(({ timeZone }) => timeZone === zone).map(({ startsAt }) => startsAt);
    const from = Math.min(now, Math.max(now - toldMs, Math.min(...starts)));
    calendar.addSubcomponent(toTimeZone(zone, from, now + toldMs));
  }
  const components = [
    ...events.map(toEventComponent),
    ...tasks.map(toTaskComponent),
    ...goals.map(toGoalComponent),
  ];
  for (const component of components) if (component) calendar.addSubcomponent(component);
  return `${calendar.toString()}\r\n`;
}
