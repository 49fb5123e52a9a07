import { uuidv7 } from "uuidv7";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresOccurrences } from "#shared/adapters/postgres/reminders/postgres-occurrences.ts";
import { postgresReminders } from "#shared/adapters/postgres/reminders/postgres-reminders.ts";
import type { Claimed, Occurrences, Settlement } from "#shared/ports/occurrences.ts";
import type { Reminder, Waiting } from "#shared/ports/reminder.ts";
import type { ChangedReminder, NewReminder, Reminders } from "#shared/ports/reminders.ts";
import type { ActingUser, UserProfile } from "#shared/ports/users.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeOccurrences } from "#test/fakes/fake-occurrences.ts";
import { createFakePeopleStore, newPerson, personKey } from "#test/fakes/fake-people-store.ts";
import { createFakeReminderStore } from "#test/fakes/fake-reminder-store.ts";
import { fakeReminders } from "#test/fakes/fake-reminders.ts";

export const noon = Date.UTC(2026, 0, 31, 12);
export const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

export interface ReminderJob {
  readonly id: string;
  readonly kind: string;
  readonly reminderId: string;
  readonly at: number;
  readonly requestId: string;
  readonly dueAt: number;
}

type QuietHours = NonNullable<UserProfile["quietHours"]>;

/** Both ports over one store, and a look into it. */
export interface ReminderSubject {
  readonly reminders: Reminders;
  readonly occurrences: Occurrences;
  /** The outbox of a tenant, in the order of what it is about. */
  outboxOf(tenantId: string): Promise<ReminderJob[]>;
  live(person: ActingUser, given: { zone?: string; quiet?: QuietHours }): Promise<void>;
}

const byMoment = (a: ReminderJob, b: ReminderJob) =>
  a.at - b.at || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.reminderId < b.reminderId ? -1 : 1);

export function fakeReminderSubject(
  store = createFakeReminderStore(createFakePeopleStore(createFakeMemoryStore())),
): ReminderSubject {
  return {
    reminders: fakeReminders(store),
    occurrences: fakeOccurrences(store),
    async outboxOf(tenantId) {
      const jobs = [...store.people.memory.outbox.values()].filter((job) => job.tenantId === tenantId);
      return jobs
        .map(({ id, kind, reminderId, at, requestId, dueAt }) => ({
          ...{ id, requestId, dueAt, kind: kind!, reminderId: reminderId!, at: at! },
        }))
        .toSorted(byMoment);
    },
    async live(person, { zone, quiet }) {
      const kept = store.people.persons.get(personKey(person)) ?? newPerson(person, noon);
      store.people.memory.tenants.add(person.tenantId);
      const more = { timeZone: zone ?? kept.timeZone, quietHours: quiet ?? kept.quietHours };
      store.people.persons.set(personKey(person), { ...kept, ...more });
    },
  };
}

export function postgresReminderSubject(url: string): ReminderSubject {
  const database = createDatabase({ url });
  return {
    reminders: postgresReminders(database),
    occurrences: postgresOccurrences(database),
    async outboxOf(tenantId) {
      const text = `select id, body ->> 'kind' as kind, body ->> 'reminder_id' as "reminderId", (body -> 'at')::float8 as at,
        body ->> 'request_id' as "requestId", (extract(epoch from due_at) * 1000)::float8 as "dueAt" from outbox`;
      const jobs = await database.query<ReminderJob>({ scope: "tenant", tenantId }, { text });
      return jobs.toSorted(byMoment);
    },
    async live({ tenantId, userId, ownerId }, { zone = null, quiet = null }) {
      await database.queryAll({ scope: "tenant", tenantId }, [
        {
          text: "insert into tenants (id, name, created_at) values ($1, $1, now()) on conflict do nothing",
          values: [tenantId],
        },
        {
          text: `insert into users as known (tenant_id, id, owner_id, created_at, last_seen_at, time_zone, quiet_from, quiet_to)
            values ($1, $2, $3, now(), now(), $4, $5::time, $6::time)
            on conflict (tenant_id, id) do update set time_zone = coalesce(excluded.time_zone, known.time_zone),
              quiet_from = coalesce(excluded.quiet_from, known.quiet_from), quiet_to = coalesce(excluded.quiet_to, known.quiet_to)`,
          values: [tenantId, userId, ownerId, zone, quiet?.from ?? null, quiet?.to ?? null],
        },
      ]);
    },
  };
}

/** A reminder of an hour ahead, once, unless the test says otherwise. */
export function buildReminder(
  person: ActingUser,
  given: Partial<Omit<NewReminder, "first">> & { at?: number } = {},
) {
  const { at = noon + hour, ...rest } = given;
  const first: Waiting = { id: uuidv7(), dueAt: at };
  const fields = { kind: "reminder", text: "stretch", recurrence: null, channel: "auto" } as const;
  const times = {
    startsLocal: new Date(at).toISOString().slice(0, 19),
    timeZone: "UTC",
    zone: "UTC",
    isHome: false,
    first,
  };
  const context = { person, idempotency: null, requestId: "request", now: noon };
  const rare = { escalateAfterSeconds: null, clientConversationId: null };
  return { id: uuidv7(), ...fields, ...rare, ...times, ...context, ...rest } satisfies NewReminder;
}

export async function remind(
  { reminders }: Pick<ReminderSubject, "reminders">,
  person: ActingUser,
  given: Parameters<typeof buildReminder>[1] = {},
): Promise<Reminder & { readonly firstId: string }> {
  const draft = buildReminder(person, given);
  const created = await reminders.create(draft);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return { ...created.reminder, firstId: draft.first.id };
}

export function written(changed: ChangedReminder | { readonly outcome: string } | null) {
  if (changed?.outcome !== "written") throw new Error(changed?.outcome ?? "null");
  return changed as Extract<ChangedReminder, { outcome: "written" }>;
}

/** How what was claimed is noted, by whoever told it to one socket. */
export function settlementOf(claimed: Claimed, given: Partial<Settlement> = {}): Settlement {
  const { reminderId, at, outcome, deliveryId } = claimed;
  const told = { state: "told", told: 1, pushed: 0, next: null, escalateAt: null } as const;
  return { reminderId, at, outcome, deliveryId, ...told, ...given };
}
