import { expect, test } from "vitest";
import type { KnownEvent } from "#shared/ports/person-knowledge.ts";
import { comingEvents } from "./coming-events.ts";

const at = (instant: string) => Date.parse(instant);
const now = at("2026-10-23T07:15Z");

function event(given: Partial<KnownEvent>): KnownEvent {
  return {
    ...{ id: "e", title: "Choir", location: null, startsAt: now, endsAt: null, timeZone: "Europe/Berlin" },
    ...{ recurrence: null, createdAt: now },
    ...given,
  };
}

async function timesOf(...events: KnownEvent[]) {
  return (await comingEvents(events, now)).map(({ startsAt }) => new Date(startsAt).toISOString());
}

test("what begins within a week is told, the soonest first, and what is over is not", async () => {
  const starts = ["2026-10-29T09:00Z", "2026-10-24T09:00Z", "2026-10-30T08:00Z", "2026-10-23T07:00Z"];
  expect(await timesOf(...starts.map((start) => event({ startsAt: at(start) })))).toEqual([
    "2026-10-24T09:00:00.000Z",
    "2026-10-29T09:00:00.000Z",
  ]);
});

test("an event is told while it goes on", async () => {
  const startsAt = at("2026-10-23T07:00Z");
  expect(await timesOf(event({ startsAt, endsAt: at("2026-10-23T08:00Z") }))).toHaveLength(1);
});

test("what recurs is told with its next time, at the same hour after the clocks have changed", async () => {
  const startsAt = at("2026-06-01T16:00Z");
  const weekly = event({ startsAt, endsAt: startsAt + 3_600_000, recurrence: "FREQ=WEEKLY" });
  const [next] = await comingEvents([weekly], now);
  expect(new Date(next!.startsAt).toISOString()).toBe("2026-10-26T17:00:00.000Z");
  expect(next!.endsAt! - next!.startsAt).toBe(3_600_000);
});

test("what recurs and goes on is told with the time that goes on", async () => {
  const startsAt = at("2026-06-01T07:00Z");
  const daily = event({ startsAt, endsAt: startsAt + 3_600_000, recurrence: "FREQ=DAILY" });
  expect(await timesOf(daily)).toEqual(["2026-10-23T07:00:00.000Z"]);
});

test("what recurs no more, or not within a week, is not told", async () => {
  const startsAt = at("2026-06-01T16:00Z");
  expect(await timesOf(event({ startsAt, recurrence: "FREQ=WEEKLY;COUNT=2" }))).toEqual([]);
  expect(await timesOf(event({ startsAt, recurrence: "FREQ=YEARLY" }))).toEqual([]);
});

test("eight are told", async () => {
  const many = Array.from({ length: 12 }, (_, hour) => event({ startsAt: now + hour * 3_600_000 }));
  expect(await timesOf(...many)).toHaveLength(8);
});
