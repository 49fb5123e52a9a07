import type * as z from "zod";
import { type Person, personOf } from "#shared/domain/access/person-of.ts";
import { acknowledgeReminder } from "#shared/domain/coach/acknowledge-reminder.ts";
import { cancelReminder } from "#shared/domain/coach/cancel-reminder.ts";
import { changeReminder } from "#shared/domain/coach/change-reminder.ts";
import { createReminder } from "#shared/domain/coach/create-reminder.ts";
import { getReminder } from "#shared/domain/coach/get-reminder.ts";
import { snoozeReminder } from "#shared/domain/coach/snooze-reminder.ts";
import type { Reminder } from "#shared/ports/reminder.ts";
import {
  acknowledgeReminderContract,
  cancelReminderContract,
  changeReminderContract,
  createReminderContract,
  getReminderContract,
  listRemindersContract,
  snoozeReminderContract,
} from "#shared/wire/http/reminders.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { type Answer, route } from "../../../route.ts";
import { toInstant } from "../../memory-shapes.ts";
import { toNamed } from "../../named.ts";
import { toVersion } from "../../to-version.ts";
import { versionTag } from "../../version-tag.ts";
import { pickGiven } from "../pick-given.ts";

const kind = "reminder";

export const listRemindersRoute = route(listRemindersContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const { status: statuses, due_from: dueFrom, due_until: dueUntil, limit, cursor } = query;
  const filter = { kind, statuses, dueFrom, dueUntil } as const;
  const { items, next } = await ports.reminders.list(person, filter, { limit, after: cursor ?? null });
  const body = { items: items.map(toResponse), next_cursor: toCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const createReminderRoute = route(createReminderContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, requestId, body } = call;
  const draft = { ...toFields(body), kind, text: body.text } as const;
  return toAnswer(201, await createReminder(call.ports, { person, draft, idempotency, requestId }), person);
});

export const getReminderRoute = route(getReminderContract, async ({ caller, query, params, ports }) => {
  const person = personOf(caller, toNamed(query));
  return toAnswer(200, await getReminder(ports, { person, kind, id: params.id }), person);
});

export const changeReminderRoute = route(changeReminderContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId } = call;
  const which = { person, kind, id: call.params.id, version: toVersion(call.ifMatch), requestId } as const;
  return toAnswer(200, await changeReminder(call.ports, { ...which, fields: toFields(call.body) }), person);
});

export const cancelReminderRoute = route(cancelReminderContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const { requestId } = call;
  const version = toVersion(call.ifMatch);
  await cancelReminder(call.ports, { person, kind, id: call.params.id, version, requestId });
  return { status: 204, body: null, tenantId: person.tenantId };
});

export const snoozeReminderRoute = route(snoozeReminderContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId, params, body } = call;
  const named = { id: params.id };
  const reminder = await snoozeReminder(call.ports, { person, named, until: body.until, requestId });
  return toAnswer(200, reminder, person);
});

export const acknowledgeReminderRoute = route(acknowledgeReminderContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId, params } = call;
  const reminder = await acknowledgeReminder(call.ports, { person, id: params.id, requestId });
  return toAnswer(200, reminder, person);
});

type Given = Partial<z.output<NonNullable<typeof changeReminderContract.body>>>;

function toFields({ text, recurrence, channel, ...given }: Given) {
  const { due_at: dueAt, timezone: timeZone, escalate_after_seconds: escalateAfterSeconds } = given;
  return pickGiven({ text, dueAt, recurrence, timeZone, channel, escalateAfterSeconds });
}

function toAnswer(status: 200 | 201, reminder: Reminder, { tenantId }: Person): Answer {
  return { status, body: toResponse(reminder), headers: versionTag(reminder), tenantId };
}

function toResponse(reminder: Reminder) {
  return {
    id: reminder.id,
    text: reminder.text,
    due_at: toInstant(reminder.dueAt),
    recurrence: reminder.recurrence,
    timezone: reminder.timeZone,
    floating: reminder.timeZone === null,
    channel: reminder.channel,
    escalate_after_seconds: reminder.escalateAfterSeconds,
    status: reminder.status,
    delivery_id: reminder.openDeliveryId,
    version: reminder.version,
    created_at: toInstant(reminder.createdAt),
    updated_at: toInstant(reminder.updatedAt),
  };
}
