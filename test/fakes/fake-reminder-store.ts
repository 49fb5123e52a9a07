import { createHash } from "node:crypto";
import type { Delivery, Dropped, Reminder, Waiting } from "#shared/ports/reminder.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { type FakePeopleStore, personKey } from "./fake-people-store.ts";

export interface KeptReminder extends Omit<Reminder, "zone" | "openDeliveryId"> {
  readonly tenantId: string;
  readonly userId: string;
  readonly ownerId: string;
}

export interface KeptOccurrence extends Omit<Delivery, "state" | "text" | "recurrence" | "firedAt"> {
  readonly tenantId: string;
  readonly ownerId: string;
  /** Nothing follows it. */
  readonly isExtra: boolean;
  readonly state: Delivery["state"] | "waiting";
  readonly text: string | null;
  readonly firedAt: number | null;
  readonly leaseUntil: number | null;
  readonly settledAt: number | null;
  readonly escalateAt: number | null;
  readonly removedAt: number | null;
}

/** What Postgres would hold of reminders, with the outbox and the persons beside it. */
export interface FakeReminderStore {
  readonly people: FakePeopleStore;
  readonly reminders: Map<string, KeptReminder>;
  readonly occurrences: Map<string, KeptOccurrence>;
  /** By caller, route and key. */
  readonly made: Map<string, { readonly id: string; readonly requestHash: string; readonly at: number }>;
}

export function createFakeReminderStore(people: FakePeopleStore): FakeReminderStore {
  return { people, reminders: new Map(), occurrences: new Map(), made: new Map() };
}

const [minuteMs, soonMs] = [60_000, 15 * 60_000];

export function zoneOf(store: FakeReminderStore, person: Pick<ActingUser, "tenantId" | "userId">): string {
  return store.people.persons.get(personKey(person))?.timeZone ?? "UTC";
}

export function isLeaving(
  store: FakeReminderStore,
  person: Pick<ActingUser, "tenantId" | "userId">,
): boolean {
  return Boolean(store.people.persons.get(personKey(person))?.deletionId);
}

export function occurrencesOf(store: FakeReminderStore, reminderId: string): KeptOccurrence[] {
  const all = [...store.occurrences.values()].filter((each) => each.reminderId === reminderId);
  return all.toSorted((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
}

export function toReminder(store: FakeReminderStore, kept: KeptReminder): Reminder {
  const { tenantId, userId, ownerId: _, ...reminder } = kept;
  const open = occurrencesOf(store, kept.id).findLast(({ state }) => state === "due");
  const zone = kept.timeZone ?? zoneOf(store, { tenantId, userId });
  return { ...reminder, zone, openDeliveryId: open?.id ?? null };
}

/** When somebody must look in case all else is lost. */
export function leave(
  store: FakeReminderStore,
  { id, tenantId, reminderId }: KeptOccurrence,
  job: { readonly at: number; readonly dueAt: number; readonly requestId: string },
): void {
  const entry = { queue: "reminders", kind: "remind" as const, messageIds: [], attempts: 0 };
  store.people.memory.outbox.set(id, { id, tenantId, reminderId, ...entry, ...job });
}

/** Lets it fire then, unless something does already. */
export function wait(
  store: FakeReminderStore,
  reminder: KeptReminder,
  waiting: Waiting,
  call: { readonly isExtra: boolean; readonly now: number; readonly requestId: string },
): Waiting {
  const { id: reminderId, tenantId, ownerId, kind, clientConversationId } = reminder;
  const twin = occurrencesOf(store, reminderId).find(
    ({ state, dueAt }) => state === "waiting" && dueAt === waiting.dueAt,
  );
  const { isExtra, now, requestId } = call;
  if (twin) {
    store.occurrences.set(twin.id, { ...twin, isExtra: twin.isExtra && isExtra });
    return { id: twin.id, dueAt: twin.dueAt };
  }
  const { id, dueAt } = waiting;
  const fresh = { state: "waiting" as const, text: null, firedAt: null, leaseUntil: null, settledAt: null };
  const untold = { told: 0, pushed: 0, escalations: 0, escalateAt: null, closedAt: null, removedAt: null };
  const kept = { id, dueAt, reminderId, tenantId, ownerId, kind, clientConversationId, isExtra };
  store.occurrences.set(id, { ...kept, ...fresh, ...untold });
  leave(store, store.occurrences.get(id)!, { at: dueAt, dueAt: looksAt(dueAt, now), requestId });
  store.people.memory.outbox.delete(unscheduleId({ reminderId, dueAt }));
  return { id, dueAt };
}

/** A far time needs a schedule first. */
export function looksAt(dueAt: number, now: number): number {
  return (dueAt <= now + soonMs ? Math.max(dueAt, now) : now) + minuteMs;
}

/** As the database makes it. */
function unscheduleId({ reminderId, dueAt }: Dropped): string {
  const hash = createHash("md5").update(`unschedule ${reminderId}${dueAt}`).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What waited stands no more; where it is far ahead, there may be a schedule. */
export function drop(
  store: FakeReminderStore,
  occurrences: readonly KeptOccurrence[],
  { now, requestId }: { readonly now: number; readonly requestId: string },
): Dropped[] {
  const inOrder = occurrences.toSorted((a, b) => a.dueAt - b.dueAt);
  return inOrder.flatMap(({ id, tenantId, reminderId, dueAt }) => {
    store.occurrences.delete(id);
    store.people.memory.outbox.delete(id);
    return unschedule(store, { tenantId, reminderId, dueAt }, { now, requestId });
  });
}

/** Far ahead there may be a schedule: that is to go. */
export function unschedule(
  store: FakeReminderStore,
  { tenantId, reminderId, dueAt }: Dropped & { readonly tenantId: string },
  { now, requestId }: { readonly now: number; readonly requestId: string },
): Dropped[] {
  if (dueAt <= now + soonMs) return [];
  const { outbox } = store.people.memory;
  const job = { queue: "reminders", kind: "unschedule" as const, messageIds: [], reminderId, at: dueAt };
  const id = unscheduleId({ reminderId, dueAt });
  const entry = { ...job, id, tenantId, requestId, attempts: 0, dueAt: now + minuteMs };
  if (!outbox.has(id)) outbox.set(id, entry);
  return [{ reminderId, dueAt }];
}

export function forgetUnschedule(store: FakeReminderStore, dropped: Dropped): void {
  store.people.memory.outbox.delete(unscheduleId(dropped));
}

/** What is open is over. Where a rule is still to go on from it, its outbox row stays. */
export function close(
  store: FakeReminderStore,
  occurrences: readonly KeptOccurrence[],
  state: Delivery["state"],
  now: number,
): string[] {
  for (const occurrence of occurrences) {
    store.occurrences.set(occurrence.id, { ...occurrence, state, closedAt: now, escalateAt: null });
    finishClosed(store, occurrence.reminderId, now);
  }
  return occurrences.map(({ id }) => id);
}

/** What is closed, and whose telling nobody has to note any more, is done with. */
export function finishClosed(store: FakeReminderStore, reminderId: string, now: number): void {
  const reminder = store.reminders.get(reminderId)!;
  const goesOn = reminder.recurrence !== null && reminder.status !== "cancelled";
  for (const each of occurrencesOf(store, reminderId)) {
    if (each.state === "waiting" || each.state === "due") continue;
    if (each.settledAt === null && goesOn && !each.isExtra) continue;
    // What the coach says in a check-in is still to be told.
    if (store.people.memory.outbox.get(each.id)?.kind === "tell_check_in") continue;
    store.occurrences.set(each.id, { ...each, settledAt: each.settledAt ?? now });
    store.people.memory.outbox.delete(each.id);
  }
}

/** Follows from its occurrences. */
export function refresh(store: FakeReminderStore, reminderId: string): KeptReminder {
  const reminder = store.reminders.get(reminderId)!;
  const all = occurrencesOf(store, reminderId);
  const next = all.find(({ state }) => state === "waiting");
  const goesOn =
    next || (reminder.recurrence && all.some(({ settledAt, isExtra }) => settledAt === null && !isExtra));
  const open = all.some(({ state }) => state === "due");
  const dueAt = (next ?? all.findLast(({ firedAt }) => firedAt !== null))?.dueAt ?? reminder.dueAt;
  const live = open ? "due" : goesOn ? "scheduled" : "acknowledged";
  const refreshed = {
    ...reminder,
    dueAt,
    status: reminder.status === "cancelled" ? ("cancelled" as const) : live,
  } satisfies KeptReminder;
  store.reminders.set(reminderId, refreshed);
  return refreshed;
}
