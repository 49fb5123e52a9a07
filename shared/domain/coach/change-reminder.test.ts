import { describe, expect, test } from "vitest";
import type { Moment } from "#shared/ports/occurrences.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildReminderPorts } from "#test/builders/build-reminder-ports.ts";
import { acknowledgeReminder } from "./acknowledge-reminder.ts";
import { cancelReminder } from "./cancel-reminder.ts";
import { changeReminder } from "./change-reminder.ts";
import { createReminder, type ReminderDraft } from "./create-reminder.ts";
import { snoozeReminder } from "./snooze-reminder.ts";

const noon = Date.UTC(2026, 0, 31, 12);
const at = (instant: string) => Date.parse(instant);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

async function start(draft: Partial<ReminderDraft> = {}) {
  const ports = buildReminderPorts(noon);
  const person = buildPerson();
  ports.live(person, "Europe/Berlin");
  const given = {
    kind: "reminder",
    text: "stretch",
    ...(!draft.recurrence && { dueAt: noon + day }),
  } as const;
  const made = await createReminder(ports, {
    ...{ person, draft: { ...given, ...draft }, idempotency: null, requestId: "r" },
  });
  const { id } = made;
  const kind = "reminder" as const;
  const named = { id };
  return {
    ...{ ports, person, made, id },
    change: (fields: Partial<ReminderDraft>, version: number | null = null) =>
      changeReminder(ports, { person, kind, id, fields, version, requestId: "r" }),
    cancel: (version: number | null = null) =>
      cancelReminder(ports, { person, kind, id, version, requestId: "r" }),
    acknowledge: () => acknowledgeReminder(ports, { person, id, requestId: "r" }),
    snooze: (until: number) => snoozeReminder(ports, { person, named, until, requestId: "r" }),
    async fire(moment: Moment = { reminderId: id, at: made.dueAt }) {
      ports.clock.set(moment.at);
      const call = { tenantId: person.tenantId, moments: [moment], leaseMs: 30_000, now: moment.at };
      return (await ports.occurrences.claim(call))[0]!;
    },
    sent: () => ports.jobs.sent.map(({ kind, at: when }) => [kind, when! - noon]),
  };
}

describe("a change", () => {
  test("lets none fire again that would be one too many", async () => {
    const { ports, change } = await start();
    ports.reminders.change = async () => ({ outcome: "too_many" });
    await expect(change({ dueAt: noon + 2 * day })).rejects.toMatchObject({
      code: "conflict",
      message: "a person has at most 1000 reminders that still fire; cancel one",
    });
  });

  test("of the text alone leaves the times, and sends nothing", async () => {
    const { change, sent } = await start();
    expect(await change({ text: "jump", channel: "inbox", escalateAfterSeconds: 60 })).toMatchObject({
      ...{ text: "jump", channel: "inbox", escalateAfterSeconds: 60, dueAt: noon + day, version: 2 },
    });
    expect(await change({ escalateAfterSeconds: null })).toMatchObject({ escalateAfterSeconds: null });
    expect(sent()).toEqual([["remind", day]]);
  });

  test("that says rule and zone as they are leaves what is open and what was put off", async () => {
    const told = await start();
    await told.fire();
    const same = { text: "jump", recurrence: null, timeZone: "Europe/Berlin" };
    expect(await told.change(same)).toMatchObject({ text: "jump", status: "due", dueAt: noon + day });
    const { change, snooze } = await start({ recurrence: "FREQ=DAILY" });
    await snooze(noon + hour);
    expect(await change({ recurrence: "RRULE:FREQ=DAILY", timeZone: null })).toMatchObject({
      dueAt: noon + hour,
    });
  });

  test("of the escalation counts for what is open, by the queue too; taken away it is told no more", async () => {
    const { change, fire, sent, ports, person } = await start({ escalateAfterSeconds: 3_600 });
    const claimed = await fire();
    const { reminderId, at: now, outcome, deliveryId } = claimed;
    const told = { state: "told", told: 1, pushed: 0, next: null, escalateAt: now + hour } as const;
    const settlements = [{ reminderId, at: now, outcome, deliveryId, ...told }];
    await ports.occurrences.settle({ tenantId: person.tenantId, settlements, requestId: "s", now });
    await change({ escalateAfterSeconds: 1_800 });
    await change({ escalateAfterSeconds: null });
    expect(sent().slice(1)).toEqual([
      ["remind", day + hour / 2],
      ["unschedule", day + hour],
      ["unschedule", day + hour / 2],
    ]);
    for (const at of [now + hour / 2, now + hour]) {
      expect(await fire({ reminderId, at })).toBeUndefined();
    }
  });

  test("of the time drops the old one, and has its schedule go", async () => {
    const { change, sent } = await start();
    expect(await change({ dueAt: noon + hour })).toMatchObject({ dueAt: noon + hour, version: 2 });
    expect(sent()).toEqual([
      ["remind", day],
      ["remind", hour],
      ["unschedule", day],
    ]);
  });

  test.each<[string, Partial<ReminderDraft>, Partial<ReminderDraft>, string]>([
    [
      "another zone keeps the clock's time",
      { dueAt: "2026-02-01T08:00" },
      { timeZone: "Asia/Tokyo" },
      "2026-01-31T23:00Z",
    ],
    [
      "no zone lets it float",
      { dueAt: "2026-02-01T08:00", timeZone: "Asia/Tokyo" },
      { timeZone: null },
      "2026-02-01T07:00Z",
    ],
    [
      "a rule begins where it was",
      { dueAt: "2026-02-01T08:00" },
      { recurrence: "FREQ=DAILY;BYHOUR=9" },
      "2026-02-01T08:00Z",
    ],
    [
      "a rule begins elsewhere",
      { recurrence: "FREQ=DAILY" },
      { dueAt: "2026-02-03T08:00" },
      "2026-02-03T07:00Z",
    ],
    [
      "no rule, but a time",
      { recurrence: "FREQ=DAILY" },
      { recurrence: null, dueAt: "2026-02-03T08:00" },
      "2026-02-03T07:00Z",
    ],
  ])("to %s", async (_, draft, fields, dueAt) => {
    const { change } = await start(draft);
    expect(new Date((await change(fields)).dueAt)).toEqual(new Date(dueAt));
  });

  test("that makes no sense is refused", async () => {
    const { change } = await start({ recurrence: "FREQ=DAILY" });
    await expect(change({ recurrence: null })).rejects.toThrow("due_at is required");
    await expect(change({ recurrence: null, dueAt: noon })).rejects.toThrow(
      "it is 2026-01-31T13:00 in Europe/Berlin",
    );
    await expect(change({ timeZone: "Mars" })).rejects.toThrow("timezone must be");
    await expect(change({ recurrence: "FREQ=SOMETIMES" })).rejects.toMatchObject({
      code: "validation_failed",
    });
  });

  test("goes by the version that it names, else it is made again on what stands", async () => {
    const { change, ports } = await start();
    await change({ text: "jump" }, 1);
    await expect(change({ text: "sit" }, 1)).rejects.toMatchObject({ code: "precondition_failed" });
    const { find } = ports.reminders;
    let races = 2;
    ports.reminders.find = async (...given) => {
      const found = await find(...given);
      if (races-- > 0) await change({ channel: "push" });
      return found;
    };
    expect(await change({ text: "sit" })).toMatchObject({ text: "sit", channel: "push" });
    ports.reminders.find = async (...given) => ({ ...(await find(...given))!, version: 1 });
    await expect(change({ text: "lie" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("closes what is open, and every device hears it", async () => {
    const { change, fire, ports } = await start();
    const { deliveryId } = await fire();
    expect(await change({ dueAt: noon + 2 * day })).toMatchObject({
      status: "scheduled",
      openDeliveryId: null,
    });
    expect(ports.heard.closed).toEqual([deliveryId]);
  });

  test("of another person's is none", async () => {
    const { ports, id } = await start();
    const call = { person: buildPerson(), kind: "reminder", id, version: null, requestId: "r" } as const;
    await expect(changeReminder(ports, { ...call, fields: { text: "x" } })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(cancelReminder(ports, call)).rejects.toMatchObject({ code: "not_found" });
    await expect(cancelReminder(ports, { ...call, kind: "check_in" })).rejects.toThrow("check-in not found");
    const named = { id };
    await expect(acknowledgeReminder(ports, call)).rejects.toMatchObject({ code: "not_found" });
    const until = noon + hour;
    await expect(snoozeReminder(ports, { ...call, named, until })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("cancelling", () => {
  test("is final, and again the same", async () => {
    const { cancel, change, snooze, sent } = await start();
    await expect(cancel(7)).rejects.toMatchObject({ code: "precondition_failed" });
    const cancelled = await cancel(1);
    expect(cancelled).toMatchObject({ status: "cancelled", version: 2 });
    expect(await cancel()).toEqual(cancelled);
    expect(sent()).toEqual([
      ["remind", day],
      ["unschedule", day],
    ]);
    await expect(change({ text: "x" })).rejects.toMatchObject({ code: "conflict" });
    await expect(snooze(noon + hour)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("acknowledging", () => {
  test("closes what is open; no device that cannot be told keeps it from that", async () => {
    const { acknowledge, fire, ports } = await start();
    const { deliveryId } = await fire();
    ports.announcements.reminderClosed = () => Promise.reject(new Error("no answer"));
    expect(await acknowledge()).toMatchObject({ status: "acknowledged", openDeliveryId: null });
    expect(ports.log.lines).toMatchObject([{ level: "warn", fields: { delivery_id: deliveryId } }]);
    expect(await acknowledge()).toMatchObject({ status: "acknowledged" });
  });
});

describe("snoozing", () => {
  test("puts off what is open", async () => {
    const { snooze, fire, ports, sent } = await start();
    const { deliveryId } = await fire();
    expect(await snooze(noon + day + 10 * minute)).toMatchObject({
      status: "scheduled",
      dueAt: noon + day + 10 * minute,
    });
    expect(ports.heard.closed).toEqual([deliveryId]);
    expect(sent().at(-1)).toEqual(["remind", day + 10 * minute]);
    await expect(snooze(noon)).rejects.toThrow("until must lie in the future");
  });

  test("of a rule's time that waits lets the rule go on after it", async () => {
    const { snooze, ports, person, sent } = await start({
      recurrence: "FREQ=DAILY",
      dueAt: "2026-02-01T08:00",
    });
    const first = at("2026-02-01T07:00Z");
    expect(await snooze(first + hour)).toMatchObject({ dueAt: first + hour });
    const waiting = await ports.occurrences.scheduled(person, 10, null);
    expect(waiting.map((each) => each.at).toSorted()).toEqual([first + hour, first + day]);
    expect(sent().slice(1)).toEqual([
      ["remind", first + hour - noon],
      ["remind", first + day - noon],
      ["unschedule", first - noon],
    ]);
  });

  test("to the rule's next time sends one letter for it: a queue takes none of a batch with two alike", async () => {
    const { snooze, sent } = await start({ recurrence: "FREQ=DAILY", dueAt: "2026-02-01T08:00" });
    const first = at("2026-02-01T07:00Z");
    await snooze(first + day);
    expect(sent().slice(1)).toEqual([
      ["remind", first + day - noon],
      ["unschedule", first - noon],
    ]);
  });
});
