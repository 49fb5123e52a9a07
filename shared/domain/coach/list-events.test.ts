import { describe, expect, test } from "vitest";
import { ValidationFailed } from "#shared/errors.ts";
import type { NewEvent } from "#shared/ports/events.ts";
import { stageCoach } from "#test/builders/stage-coach.ts";
import { changeEvent } from "./change-event.ts";
import { createEvent } from "./create-event.ts";
import { listEvents } from "./list-events.ts";
import { nextStartOf } from "./next-start-of.ts";

const at = (instant: string) => Date.parse(instant);

async function start() {
  const { ports, person } = await stageCoach();
  const create = (title: string, startsAt: string, fields: Partial<NewEvent["fields"]> = {}) =>
    createEvent(ports, { person, fields: { title, startsAt: at(startsAt), ...fields }, idempotency: null });
  const change = (id: string, fields: Parameters<typeof changeEvent>[1]["fields"]) =>
    changeEvent(ports, { person, id, fields, version: null });
  const list = async (from?: string, until?: string, limit = 50) => {
    const filter = {
      from: from === undefined ? from : at(from),
      until: until === undefined ? until : at(until),
    };
    const titles: string[][] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(ports, {
        ...{ person, filter, page: { limit, after } },
      });
      titles.push(page.items.map(({ title }) => title));
      after = page.next;
    } while (after !== null);
    return titles;
  };
  return { create, change, list };
}

describe("the end of an event", () => {
  test("is that of its last time, by the person's own clock", async () => {
    const { create, change } = await start();
    const once = await create("once", "2026-03-28T08:00Z", { endsAt: at("2026-03-28T09:30Z") });
    expect(once).toMatchObject({ timeZone: "Europe/Berlin", lastEndsAt: at("2026-03-28T09:30Z") });
    // One hour earlier by UTC once the clocks have changed.
    const thrice = await change(once.id, { recurrence: "FREQ=DAILY;COUNT=3" });
    expect(thrice.lastEndsAt).toBe(at("2026-03-30T08:30Z"));
    expect((await change(once.id, { timeZone: "UTC" })).lastEndsAt).toBe(at("2026-03-30T09:30Z"));
    expect((await change(once.id, { recurrence: "FREQ=DAILY" })).lastEndsAt).toBeNull();
    expect((await change(once.id, { recurrence: null })).lastEndsAt).toBe(at("2026-03-28T09:30Z"));
    const made = await create("made", "2026-03-28T08:00Z", { recurrence: "FREQ=DAILY;COUNT=3" });
    expect(made.lastEndsAt).toBe(at("2026-03-30T07:00Z"));
  });

  test("is its own, to the millisecond, where it does not recur", async () => {
    const { create, change, list } = await start();
    const [begins, ends] = ["2026-03-28T08:00:00.567Z", "2026-03-28T09:30:00.890Z"] as const;
    const short = await create("short", begins);
    expect(short).toMatchObject({ startsAt: at(begins), lastEndsAt: at(begins) });
    const long = await create("long", begins, { endsAt: at(ends) });
    expect(long.lastEndsAt).toBe(at(ends));
    expect((await change(short.id, { endsAt: at(ends) })).lastEndsAt).toBe(at(ends));
    expect(await change(short.id, { endsAt: null })).toMatchObject({ lastEndsAt: at(begins) });
    expect(await list(begins)).toEqual([["short", "long"]]);
    expect(await list(ends)).toEqual([["long"]]);
  });

  test("does not lie beyond the years that clocks show", async () => {
    const { create, change } = await start();
    const far = { endsAt: at("9999-12-24T23:00Z"), recurrence: "FREQ=DAILY;COUNT=3" };
    const message = "ends_at must let each of its times be over by 9999-12-24 in UTC";
    await expect(create("a", "2026-12-01T00:00Z", far)).rejects.toThrow(message);
    const endless = { ...far, recurrence: "FREQ=DAILY" };
    await expect(create("a", "2026-12-01T00:00Z", endless)).rejects.toThrow(message);
    const { id } = await create("a", "2026-12-01T00:00Z", { endsAt: far.endsAt });
    await expect(change(id, { recurrence: far.recurrence })).rejects.toThrow(message);
    const fits = { endsAt: at("9999-12-22T23:00Z"), recurrence: far.recurrence };
    expect(await change(id, fits)).toMatchObject({ lastEndsAt: far.endsAt });
  });

  test("does not lie before its beginning", async () => {
    const { create, change } = await start();
    const reversed = { endsAt: at("2026-03-28T07:59Z") };
    await expect(create("a", "2026-03-28T08:00Z", reversed)).rejects.toThrow(ValidationFailed);
    const { id } = await create("a", "2026-03-28T08:00Z");
    await expect(change(id, reversed)).rejects.toThrow("ends_at must not lie before starts_at");
  });
});

describe("a list of events", () => {
  test("by a stretch has those with a time in it, page by page", async () => {
    const { create, list } = await start();
    for (const year of [2001, 2002, 2003]) {
      await create(`birthday ${year}`, `${year}-06-01T00:00Z`, { recurrence: "FREQ=YEARLY" });
      await create(`meeting ${year}`, `${year}-06-04T10:00Z`, { recurrence: "FREQ=WEEKLY" });
    }
    await create("trip", "2026-01-30T10:00Z", { endsAt: at("2026-02-03T10:00Z") });
    const week = ["2026-02-02T00:00Z", "2026-02-09T00:00Z"] as const;
    const within = ["meeting 2001", "meeting 2002", "meeting 2003", "trip"];
    expect(await list(...week)).toEqual([within]);
    expect(await list(...week, 2)).toEqual([within.slice(0, 2), within.slice(2)]);
    expect(await list(...week, 3)).toEqual([within.slice(0, 3), within.slice(3)]);
    expect((await list("2026-05-31T00:00Z", "2026-06-02T00:00Z")).flat()).toContain("birthday 2001");
    expect((await list("2026-02-02T00:00Z")).flat()).toHaveLength(7);
    expect((await list(undefined, "2001-07-01T00:00Z")).flat()).toEqual(["birthday 2001", "meeting 2001"]);
  });

  test("has what goes on when the stretch begins", async () => {
    const { create, list } = await start();
    await create("shift", "2026-01-01T22:00Z", { endsAt: at("2026-01-02T06:00Z"), recurrence: "FREQ=DAILY" });
    expect(await list("2026-02-02T05:00Z", "2026-02-02T07:00Z")).toEqual([["shift"]]);
    expect(await list("2026-02-02T07:00Z", "2026-02-02T08:00Z")).toEqual([[]]);
  });
});

test("an event that recurs keeps to the second, as it is made and as it is changed", async () => {
  const { create, change, list } = await start();
  const said = { startsAt: at("2026-03-28T08:00:00.567Z"), endsAt: at("2026-03-28T09:30:00.123Z") };
  const kept = { startsAt: at("2026-03-28T08:00Z"), endsAt: at("2026-03-28T09:30Z") };
  const recurrence = "FREQ=DAILY;COUNT=3";
  const made = await create("made", "2026-03-28T08:00:00.567Z", { endsAt: said.endsAt, recurrence });
  expect(made).toMatchObject({ ...kept, lastEndsAt: at("2026-03-30T08:30Z") });
  expect(nextStartOf(made, made.startsAt)).toBe(made.startsAt);
  const changed = await create("changed", "2026-03-28T08:00:00.567Z", { endsAt: said.endsAt });
  expect(changed).toMatchObject(said);
  const recurring = await change(changed.id, { recurrence });
  expect(recurring).toMatchObject({ ...kept, lastEndsAt: at("2026-03-30T08:30Z"), version: 2 });
  expect(await change(changed.id, said)).toEqual(recurring);
  expect(await change(changed.id, { recurrence: null, ...said })).toMatchObject(said);
  await change(changed.id, { recurrence });
  const both = [["made", "changed"]];
  expect(await list("2026-03-28T08:00Z", "2026-03-28T08:00:00.001Z")).toEqual(both);
  expect(await list("2026-03-30T08:30Z")).toEqual(both);
  expect(await list("2026-03-30T08:30:00.001Z")).toEqual([[]]);
});

test("an event begins next at the asked instant or later, by the wall clock of its zone", async () => {
  const { create } = await start();
  const once = await create("once", "2026-03-28T08:00Z");
  expect(nextStartOf(once, at("2026-03-28T08:00Z"))).toBe(at("2026-03-28T08:00Z"));
  expect(nextStartOf(once, at("2026-03-28T08:00:01Z"))).toBeNull();
  const daily = { ...once, recurrence: "FREQ=DAILY" };
  expect(nextStartOf(daily, at("2026-03-28T08:00Z"))).toBe(at("2026-03-28T08:00Z"));
  expect(nextStartOf(daily, at("2026-03-28T08:00:01Z"))).toBe(at("2026-03-29T07:00Z"));
});
