import type * as z from "zod";
import { type Person, personOf } from "#shared/domain/access/person-of.ts";
import { cancelReminder } from "#shared/domain/coach/cancel-reminder.ts";
import { changeReminder } from "#shared/domain/coach/change-reminder.ts";
import { createReminder } from "#shared/domain/coach/create-reminder.ts";
import { getReminder } from "#shared/domain/coach/get-reminder.ts";
import type { Reminder } from "#shared/ports/reminder.ts";
import {
  cancelCheckInContract,
  changeCheckInContract,
  createCheckInContract,
  getCheckInContract,
  listCheckInsContract,
} from "#shared/wire/http/check-ins.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { type Answer, route } from "../../../route.ts";
import { toInstant } from "../../memory-shapes.ts";
import { toNamed } from "../../named.ts";
import { toVersion } from "../../to-version.ts";
import { versionTag } from "../../version-tag.ts";
import { pickGiven } from "../pick-given.ts";

const kind = "check_in";

export const listCheckInsRoute = route(listCheckInsContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const { limit, cursor } = query;
  const filter = { kind, statuses: undefined, dueFrom: undefined, dueUntil: undefined } as const;
  const { items, next } = await ports.reminders.list(person, filter, { limit, after: cursor ?? null });
  const body = { items: items.map(toResponse), next_cursor: toCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const createCheckInRoute = route(createCheckInContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, requestId, body } = call;
  const draft = { ...toFields(body), kind, text: body.about ?? "" } as const;
  return toAnswer(201, await createReminder(call.ports, { person, draft, idempotency, requestId }), person);
});

export const getCheckInRoute = route(getCheckInContract, async ({ caller, query, params, ports }) => {
  const person = personOf(caller, toNamed(query));
  return toAnswer(200, await getReminder(ports, { person, kind, id: params.id }), person);
});

export const changeCheckInRoute = route(changeCheckInContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId } = call;
  const which = { person, kind, id: call.params.id, version: toVersion(call.ifMatch), requestId } as const;
  return toAnswer(200, await changeReminder(call.ports, { ...which, fields: toFields(call.body) }), person);
});

export const cancelCheckInRoute = route(cancelCheckInContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const { requestId } = call;
  const version = toVersion(call.ifMatch);
  await cancelReminder(call.ports, { person, kind, id: call.params.id, version, requestId });
  return { status: 204, body: null, tenantId: person.tenantId };
});

type Given = z.output<NonNullable<typeof changeCheckInContract.body>>;

function toFields({ about, recurrence, channel, ...given }: Given) {
  const { due_at: dueAt, timezone: timeZone, conversation_id: clientConversationId } = given;
  const text = about === null ? "" : about;
  return pickGiven({ text, dueAt, recurrence, timeZone, channel, clientConversationId });
}

function toAnswer(status: 200 | 201, checkIn: Reminder, { tenantId }: Person): Answer {
  return { status, body: toResponse(checkIn), headers: versionTag(checkIn), tenantId };
}

function toResponse(checkIn: Reminder) {
  return {
    id: checkIn.id,
    about: checkIn.text === "" ? null : checkIn.text,
    due_at: toInstant(checkIn.dueAt),
    recurrence: checkIn.recurrence,
    timezone: checkIn.timeZone,
    floating: checkIn.timeZone === null,
    conversation_id: checkIn.clientConversationId,
    channel: checkIn.channel,
    // The coach is about to open it, and nobody need acknowledge that.
    status: checkIn.status === "due" ? "scheduled" : checkIn.status,
    version: checkIn.version,
    created_at: toInstant(checkIn.createdAt),
    updated_at: toInstant(checkIn.updatedAt),
  };
}
