import { uuidv7 } from "uuidv7";
import type { Claimed, Moment } from "#shared/ports/occurrences.ts";
import { channels, type Waiting } from "#shared/ports/reminder.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { day, hour, minute, noon, type ReminderSubject, second, settlementOf } from "./reminder-subject.ts";

/** Something that is done to one reminder: the same to each store that it is given. */
export interface Step {
  readonly what: string;
  run(subject: ReminderSubject): Promise<unknown>;
}

export interface Scene {
  readonly person: ActingUser;
  readonly id: string;
  readonly recurrence: string | null;
  /** What was claimed, and may be settled. */
  readonly claims: Claimed[];
  now: number;
  version: number;
}

const leaseMs = 30 * second;
const escalations = [null, 60, 3_600];

/** Steps that may come at any moment relative to the others, chosen by chance. */
export function chooseStep(scene: Scene, random: () => number, moments: readonly Moment[]): Step {
  const { person, id } = scene;
  const { tenantId } = person;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const { now, version } = scene;
  const call = { person, requestId: "r", now };
  const kind = "reminder" as const;
  const later = (): Waiting => ({ id: uuidv7(), dueAt: now + pick([minute, hour, 20 * minute, day]) });
  const named = pick([{ id }, ...scene.claims.map(({ deliveryId }) => ({ deliveryId }))]);
  const some = moments.filter(() => random() < 0.7);

  switch (
    pick([
      "claim",
      "claim",
      "settle",
      "settle",
      "acknowledge",
      "remove",
      "snooze",
      "text",
      "escalation",
      "times",
      "move",
      "arm",
      "cancel",
    ])
  ) {
    case "claim":
      return {
        what: `claim ${some.length}`,
        run: ({ occurrences }) => occurrences.claim({ tenantId, moments: some, leaseMs, now }),
      };
    case "settle": {
      const held = scene.claims.filter(() => random() < 0.6);
      const settlements = held.map((claimed) =>
        settlementOf(claimed, {
          state: random() < 0.2 ? "skipped" : "told",
          next:
            claimed.rule && claimed.outcome === "fire" ? { id: uuidv7(), dueAt: claimed.at + hour } : null,
          escalateAt: random() < 0.5 ? now + minute : null,
        }),
      );
      return {
        what: `settle ${held.length}`,
        run: ({ occurrences }) => occurrences.settle({ tenantId, settlements, requestId: "s", now }),
      };
    }
    case "acknowledge":
      return { what: "acknowledge", run: ({ reminders }) => reminders.acknowledge({ person, named, now }) };
    case "remove": {
      const deliveryId = pick([id, ...scene.claims.map((claimed) => claimed.deliveryId)]);
      return {
        what: "remove",
        run: ({ reminders }) => reminders.removeDelivery({ person, named: { deliveryId }, now }),
      };
    }
    case "snooze": {
      const until = later();
      const [first] = moments;
      const next = random() < 0.7 ? later() : null;
      const follows = first && random() < 0.7 ? { follows: { version, dueAt: first.at, next } } : {};
      return {
        what: "snooze",
        run: ({ reminders }) => reminders.snooze({ ...call, named, until, ...follows }),
      };
    }
    case "text":
      return {
        what: "change the text",
        run: ({ reminders }) => reminders.change({ ...call, id, version, change: { text: "jump" } }),
      };
    case "escalation": {
      const change =
        random() < 0.2 ? { channel: pick(channels) } : { escalateAfterSeconds: pick(escalations) };
      return {
        what: `change the escalation to ${Object.values(change)}`,
        run: ({ reminders }) => reminders.change({ ...call, id, version, change }),
      };
    }
    case "times": {
      const next = { ...later(), zone: "UTC" };
      const change = { startsLocal: "2026-02-01T08:00:00", recurrence: scene.recurrence };
      return {
        what: "change the times",
        run: ({ reminders }) => reminders.change({ ...call, id, version, change, next }),
      };
    }
    case "move": {
      const next = { ...later(), zone: "UTC" };
      return {
        what: "move",
        run: ({ reminders }) => reminders.change({ ...call, id, version, change: {}, next }),
      };
    }
    case "arm":
      return {
        what: "arm and disarm",
        run: async ({ occurrences }) => [
          await occurrences.armed({ tenantId, moments: some }),
          await occurrences.disarmed({ tenantId, moments: some }),
        ],
      };
    default:
      return random() < 0.3
        ? { what: "cancel", run: ({ reminders }) => reminders.cancel({ ...call, kind, id, version: null }) }
        : { what: "read", run: ({ reminders }) => reminders.find(person, kind, id) };
  }
}

export function newScene(person: ActingUser, recurrence: string | null): Scene {
  return { person, id: uuidv7(), recurrence, claims: [], now: noon, version: 1 };
}

/** All that there is of a person's reminder, to be held against another store. */
export async function lookAt(subject: ReminderSubject, { person, id }: Scene) {
  const page = { limit: 100, after: null };
  const deliveries = (await subject.reminders.deliveries(person, { states: undefined }, page)).items;
  const scheduled = await subject.occurrences.scheduled(person, 100, null);
  return {
    reminder: await subject.reminders.find(person, "reminder", id),
    ...{ deliveries, scheduled },
    waiting: scheduled.filter((each) => deliveries.every((told) => told.id !== each.id)),
    floating: await subject.occurrences.floating(person, 100, null),
    outbox: await subject.outboxOf(person.tenantId),
  };
}

/**
 * Does as the sweep and the worker do, until the outbox holds nothing: a rule ends after three more times. What is left
 * after so many turns will be there for ever.
 */
export async function drain(
  subject: ReminderSubject,
  scene: Scene,
  fired: (claimed: Claimed) => void = () => {},
) {
  const { tenantId } = scene.person;
  let more = 3;
  for (let turns = 0; turns < 60; turns++) {
    const [job] = (await subject.outboxOf(tenantId)).toSorted((a, b) => a.dueAt - b.dueAt);
    if (!job) return;
    const { reminderId, at } = job;
    scene.now = Math.max(scene.now, job.dueAt, at);
    if (job.kind === "unschedule") {
      await subject.occurrences.disarmed({ tenantId, moments: [{ reminderId, at }] });
      continue;
    }
    const moments = [{ reminderId, at }];
    const claimed = await subject.occurrences.claim({ tenantId, moments, leaseMs, now: scene.now });
    for (const each of claimed) fired(each);
    const settlements = claimed.map((each) => {
      const goesOn = each.rule && each.outcome === "fire" && more-- > 0;
      return settlementOf(each, { next: goesOn ? { id: uuidv7(), dueAt: scene.now + hour } : null });
    });
    await subject.occurrences.settle({ tenantId, settlements, requestId: "d", now: scene.now });
  }
}
