import ICAL from "ical.js";
import { expect, test } from "vitest";
import type { CalendarEntries } from "../../../ports/calendar-feeds.ts";
import { occurrencesBetween } from "../recurrence/occurrences-between.ts";
import { writeCalendar } from "./write-calendar.ts";

const now = Date.UTC(2026, 1, 1);
const yearMs = 365 * 86_400_000;
type Event = CalendarEntries["events"][number];

const common = { version: 3, createdAt: now, updatedAt: now + 1_000 };
const buildEvent = (given: Partial<Event> = {}): Event => ({
  ...{ id: "e", title: "Swim", notes: null, location: null, recurrence: null, timeZone: "Europe/Berlin" },
  ...{ startsAt: Date.UTC(2026, 2, 2, 7), endsAt: Date.UTC(2026, 2, 2, 8), ...common },
  ...given,
});
const write = (given: Partial<CalendarEntries>) =>
  writeCalendar({ events: [], tasks: [], goals: [], ...given }, now);

function parse(written: string) {
  const calendar = new ICAL.Component(ICAL.parse(written));
  // ical.js looks zones up by their names alone; what the feed itself tells is to count.
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return {
    text: (name: string) => String(calendar.getFirstPropertyValue(name)),
    events: calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component)),
  };
}

function instantsOf(event: InstanceType<typeof ICAL.Event>, until: number): string[] {
  const iterator = event.iterator();
  const found: string[] = [];
  for (let time = iterator.next(); time && found.length < 500; time = iterator.next()) {
    const instant = time.toUnixTime() * 1_000;
    if (instant >= until) break;
    found.push(new Date(instant).toISOString());
  }
  return found;
}

test.each([
  ["Europe/Berlin", "FREQ=DAILY"],
  ["Europe/Berlin", "FREQ=WEEKLY;BYDAY=TU,SU"],
  ["America/New_York", "FREQ=MONTHLY;BYDAY=-1SU"],
  ["Australia/Lord_Howe", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU"],
  ["Africa/Casablanca", "FREQ=DAILY;INTERVAL=3"],
  ["Asia/Kathmandu", "FREQ=MONTHLY;BYMONTHDAY=31"],
  ["America/St_Johns", "FREQ=DAILY;COUNT=300"],
  ["Europe/Berlin", "FREQ=DAILY;UNTIL=20261101"],
  ["America/New_York", "FREQ=DAILY;UNTIL=20261101T040000"],
])("in a calendar, what recurs in %s by %s comes when a reminder would", (timeZone, recurrence) => {
  const startsAt = Date.UTC(2026, 2, 2, 17, 45);
  const { events } = parse(write({ events: [buildEvent({ startsAt, endsAt: null, timeZone, recurrence })] }));
  const startsLocal = new Date(`${events[0]!.startDate.toString()}Z`).toISOString().slice(0, 19);
  const expected = occurrencesBetween({
    ...{ recurrence, startsLocal, zone: timeZone, from: startsAt, until: startsAt + yearMs, limit: 500 },
  });
  expect(expected.length).toBeGreaterThan(5);
  expect(instantsOf(events[0]!, startsAt + yearMs)).toEqual(expected.map((at) => new Date(at).toISOString()));
});

test("a start that is no time of its rule gives way to the first that is", () => {
  const recurrence = "FREQ=WEEKLY;BYDAY=TH;COUNT=2";
  const { events } = parse(write({ events: [buildEvent({ recurrence })] }));
  const [event] = events;
  expect(event!.startDate.toString()).toBe("2026-03-05T08:00:00");
  expect(event!.endDate.toString()).toBe("2026-03-05T09:00:00");
  expect(instantsOf(event!, now + yearMs)).toEqual(["2026-03-05T07:00:00.000Z", "2026-03-12T07:00:00.000Z"]);
});

test("what is said comes back as it was, whatever is in it, and no line is too long", () => {
  const title = "Tea, cake; \\ and “ß” 🎂\nBEGIN:VALARM";
  const notes = `${"ü".repeat(200)}\r\nEND:VEVENT`;
  const written = write({ events: [buildEvent({ title, notes, location: "Home: 2, Elm St." })] });
  for (const line of written.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const { events } = parse(written);
  expect(events).toHaveLength(1);
  expect(events[0]!.summary).toBe(title);
  expect(events[0]!.description).toBe(notes.replace("\r\n", "\n"));
  expect(events[0]!.location).toBe("Home: 2, Elm St.");
});

test("what happens once goes by UTC, a task by when it is due, and a goal has its whole day", () => {
  const written = write({
    events: [buildEvent()],
    tasks: [{ id: "t", title: "Tax form", notes: null, dueAt: Date.UTC(2026, 4, 1, 10), ...common }],
    goals: [{ id: "g", title: "Run 10k", why: "Health", targetDate: "2026-06-30", ...common }],
  });
  const { events, text } = parse(written);
  const shown = events.map((event) => [event.uid, event.summary, event.startDate.toString(), event.sequence]);
  expect(shown).toEqual([
    ["e@aimi", "Swim", "2026-03-02T07:00:00Z", 2],
    ["t@aimi", "Tax form", "2026-05-01T10:00:00Z", 2],
    ["g@aimi", "Run 10k", "2026-06-30", 2],
  ]);
  expect([text("version"), text("x-wr-calname")]).toEqual(["2.0", "Aimi"]);
  expect(written).toContain("DTSTART;VALUE=DATE:20260630\r\n");
  expect(written).toContain("DTSTAMP:20260201T000001Z\r\n");
  expect(written.endsWith("END:VCALENDAR\r\n")).toBe(true);
});

test.each([
  ["never meets its start", "FREQ=DAILY;INTERVAL=7;BYDAY=SU"],
  ["is over before it", "FREQ=DAILY;UNTIL=20260302T065959Z"],
  ["was over a day before", "FREQ=DAILY;UNTIL=20260301"],
])("a rule that %s is left out", (_, recurrence) => {
  expect(parse(write({ events: [buildEvent({ recurrence })] })).events).toEqual([]);
});

test("clocks are told for five years to either side, however long ago or far ahead something begins", () => {
  const recurrence = "FREQ=YEARLY";
  const begins = (year: number) =>
    buildEvent({ startsAt: Date.UTC(year, 5, 1, 8), endsAt: null, recurrence });
  const written = write({ events: [begins(1900), begins(9_000)] });
  const years = [...written.matchAll(/DTSTART:(\d{4})/g)].map(([, year]) => Number(year));
  expect(years.length).toBeGreaterThan(15);
  expect([...new Set(years)].toSorted((a, b) => a - b)).toEqual([
    1970, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029, 2030,
  ]);
});
