import ICAL from "ical.js";
import type { CalendarEntries, CalendarGoal, CalendarTask } from "../../../ports/calendar-feeds.ts";
import { instantOf, wallTimeOf } from "../../time/wall-clock.ts";
import { parseRule } from "../recurrence/parse-rule.ts";
import type { Rule } from "../recurrence/rule.ts";
import { wallTimes } from "../recurrence/wall-times.ts";
import { toTime } from "./to-time.ts";

type Component = InstanceType<typeof ICAL.Component>;
type Event = CalendarEntries["events"][number];
interface Entry {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What happens once goes by UTC; what recurs, by the clock on the wall. Null for what never happens. */
export function toEventComponent(event: Event): Component | null {
  const { startsAt, endsAt, recurrence } = event;
  const component = toComponent(event, event.notes);
  if (event.location) component.addPropertyWithValue("location", toText(event.location));
  if (recurrence !== null) return addRecurrence(component, { ...event, recurrence });
  component.addPropertyWithValue("dtstart", toTime(startsAt, "UTC"));
  if (endsAt !== null) component.addPropertyWithValue("dtend", toTime(endsAt, "UTC"));
  return component;
}

/** No to-do, which the calendars of phones leave out of what they subscribe to; and nobody is busy because of it. */
export function toTaskComponent(task: CalendarTask): Component {
  const component = toComponent(task, task.notes);
  component.addPropertyWithValue("dtstart", toTime(task.dueAt, "UTC"));
  component.addPropertyWithValue("categories", "TASK");
  component.addPropertyWithValue("transp", "TRANSPARENT");
  return component;
}

/** The whole of its day. */
export function toGoalComponent(goal: CalendarGoal): Component {
  const component = toComponent(goal, goal.why);
  component.addPropertyWithValue("dtstart", ICAL.Time.fromDateString(goal.targetDate));
  component.addPropertyWithValue("categories", "GOAL");
  component.addPropertyWithValue("transp", "TRANSPARENT");
  return component;
}

function toComponent(
  { id, title, version, createdAt, updatedAt }: Entry,
  description: string | null,
): Component {
  const component = new ICAL.Component("vevent");
  component.addPropertyWithValue("uid", `${id}@aimi`);
  component.addPropertyWithValue("dtstamp", toTime(updatedAt, "UTC"));
  component.addPropertyWithValue("created", toTime(createdAt, "UTC"));
  component.addPropertyWithValue("last-modified", toTime(updatedAt, "UTC"));
  component.addPropertyWithValue("sequence", version - 1);
  component.addPropertyWithValue("summary", toText(title));
  if (description) component.addPropertyWithValue("description", toText(description));
  return component;
}

/** ical.js leaves in what would end a line, or is in no text. */
function toText(said: string): string {
  return said.replaceAll(/\r\n?/g, "\n").replaceAll(/(?![\t\n])\p{Cc}/gu, "");
}

/** Calendars take the start for the first of its times, so that it must be one. */
function addRecurrence(
  component: Component,
  event: Event & { readonly recurrence: string },
): Component | null {
  const { startsAt, endsAt, timeZone, recurrence } = event;
  const start = Math.floor(wallTimeOf(startsAt, timeZone) / 1_000) * 1_000;
  const rule = parseRule(recurrence);
  const first = wallTimes(rule, start, start).next().value;
  if (first === undefined || isOver(rule, instantOf(first, timeZone))) return null;
  addLocal(component, "dtstart", first, timeZone);
  if (endsAt !== null)
    addLocal(
      component,
      "dtend",
      first + wallTimeOf(endsAt, timeZone) - wallTimeOf(startsAt, timeZone),
      timeZone,
    );
  component.addPropertyWithValue("rrule", ICAL.Recur.fromString(withUntilInUtc(recurrence, timeZone)));
  return component;
}

function isOver({ until }: Rule, instant: number): boolean {
  return until !== null && "instant" in until && instant > until.instant;
}

function addLocal(component: Component, name: string, wallTime: number, zone: string): void {
  component.addPropertyWithValue(name, toTime(wallTime)).setParameter("tzid", zone);
}

/** Beside a start with a zone RFC 5545 has no other. */
function withUntilInUtc(recurrence: string, zone: string): string {
  const { until } = parseRule(recurrence);
  if (!until) return recurrence;
  const instant = "instant" in until ? until.instant : instantOf(until.wall, zone);
  const told = new Date(instant).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  return recurrence.replace(/UNTIL=[^;]*/, `UNTIL=${told}`);
}
