import { describe, expect, test } from "vitest";
import { seededRandom } from "#test/faults/seeded-random.ts";
import { resolveLocalDate } from "./resolve-local-date.ts";
import { tellLocalTime } from "./tell-local-time.ts";

const at = (instant: string) => Date.parse(instant);

test.each([
  ["2026", "UTC", "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
  ["2026-03", "UTC", "2026-03-01T00:00Z", "2026-04-01T00:00Z"],
  ["2026-12", "Asia/Tokyo", "2026-11-30T15:00Z", "2026-12-31T15:00Z"],
  ["2028-02-29", "UTC", "2028-02-29T00:00Z", "2028-03-01T00:00Z"],
  ["2026-07-04", "America/New_York", "2026-07-04T04:00Z", "2026-07-05T04:00Z"],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z"],
  [" 2026-07-04 ", "Nowhere/Atlantis", "2026-07-04T00:00Z", "2026-07-05T00:00Z"],
])("%s in %s lasts from %s until %s", (told, zone, from, until) => {
  expect(resolveLocalDate(told, zone)).toEqual({ from: at(from), until: at(until) });
});

test.each([
  ["2026-03-27T18:00", "Europe/Berlin", "2026-03-27T17:00Z"],
  ["2026-03-27 18:00:30", "Europe/Berlin", "2026-03-27T17:00:30Z"],
  ["2026-03-27T18:00Z", "Europe/Berlin", "2026-03-27T18:00Z"],
  ["2026-03-27T18:00-03:30", "Europe/Berlin", "2026-03-27T21:30Z"],
  ["2026-06-01T12:00", "Asia/Kathmandu", "2026-06-01T06:15Z"],
])("%s in %s is %s", (told, zone, instant) => {
  expect(resolveLocalDate(told, zone)).toEqual({ from: at(instant), until: at(instant) });
});

describe("where clocks change", () => {
  test.each([
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00Z"],
    ["2026-03-08T02:00", "America/New_York", "2026-03-08T07:00Z"],
    ["2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30Z"],
    // Its people went to bed on the 29th and woke on the 31st.
    ["2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00Z"],
  ])("%s in %s, which no clock shows, is the next time that one does", (told, zone, instant) => {
    expect(resolveLocalDate(told, zone)?.from).toBe(at(instant));
  });

  test.each([
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30Z"],
    ["2026-11-01T01:59", "America/New_York", "2026-11-01T05:59Z"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45Z"],
  ])("%s in %s, which clocks show twice, is the first of both", (told, zone, instant) => {
    expect(resolveLocalDate(told, zone)?.from).toBe(at(instant));
  });

  test("a day that begins at one o'clock begins then", () => {
    expect(resolveLocalDate("2026-04-24", "Africa/Cairo")?.from).toBe(at("2026-04-23T22:00Z"));
  });
});

test.each([
  "",
  "soon",
  "next March",
  "2026-13",
  "2026-00",
  "2026-02-29",
  "2026-04-31",
  "2026-1-1",
  "2026-03-27T25:00",
  "2026-03-27T18",
  "2026-03-27T18:60",
  "0000-01-01",
  "9999",
  "20260327",
  "1774634400000",
  "2026-03-27T18:00 or so",
  "٢٠٢٦",
])("%j is no date", (told) => {
  expect(resolveLocalDate(told, "Europe/Berlin")).toBeNull();
});

const zones = [
  ...["UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tehran"],
  ...["Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Africa/Casablanca", "Africa/Cairo"],
];

/** Goes through the instants around in order, and takes the first at which the clock shows the time, or a later one. */
function searchInstant(wallTime: string, zone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", {
    ...{
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    },
  });
  const wanted = wallTime.replace("T", " ");
  const around = Date.parse(`${wallTime}Z`);
  const minutes = Array.from({ length: 52 * 60 }, (_, minute) => around + (minute - 26 * 60) * 60_000);
  const exact = minutes.find((minute) => format.format(minute) === wanted);
  return exact ?? minutes.find((minute) => format.format(minute) > wanted)!;
}

test.each(zones)("any time in %s is what a walk through the minutes finds", (zone) => {
  const random = seededRandom(zones.indexOf(zone) + 1);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low));
  const someday = () => between(Date.UTC(1990, 0), Date.UTC(2037, 0));
  const changes = changesOf(zone);
  // Half of them lie within two hours of a change.
  const times = Array.from({ length: 24 }, (_, turn) =>
    turn % 2 || changes.length === 0
      ? someday()
      : changes[between(0, changes.length)]! + between(-120, 120) * 60_000,
  );
  for (const time of times) {
    const wallTime = tellLocalTime(time, zone).said;
    const shifted = new Date(Date.parse(`${wallTime}Z`) + between(-90, 90) * 60_000)
      .toISOString()
      .slice(0, 16);
    const found = resolveLocalDate(shifted, zone)!.from;
    expect(new Date(found).toISOString()).toBe(new Date(searchInstant(shifted, zone)).toISOString());
  }
});

/** The days at whose beginning the clock differs otherwise from UTC than a day before. */
function changesOf(zone: string): number[] {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const offsetAt = (day: number) =>
    format.formatToParts(day).find(({ type }) => type === "timeZoneName")!.value;
  const days = Array.from({ length: 365 * 18 }, (_, day) => Date.UTC(2008, 0, 1) + day * 86_400_000);
  return days
    .filter((day) => offsetAt(day) !== offsetAt(day + 86_400_000))
    .map((day) => {
      let [low, high] = [day, day + 86_400_000];
      while (high - low > 60_000) {
        const middle = low + Math.floor((high - low) / 120_000) * 60_000;
        if (offsetAt(middle) === offsetAt(day)) low = middle;
        else high = middle;
      }
      return high;
    });
}

test("a time is told as a clock on the wall shows it, with its day of the week", () => {
  const instant = at("2026-03-28T22:30Z");
  expect(tellLocalTime(instant, "Europe/Berlin")).toEqual({ said: "2026-03-28T23:30", weekday: "Saturday" });
  expect(tellLocalTime(instant, "Asia/Tokyo")).toEqual({ said: "2026-03-29T07:30", weekday: "Sunday" });
});
