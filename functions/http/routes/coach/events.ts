import type * as z from "zod";
import { type Person, personOf } from "#shared/domain/access/person-of.ts";
import { changeEvent } from "#shared/domain/coach/change-event.ts";
import { createEvent } from "#shared/domain/coach/create-event.ts";
import { getEvent } from "#shared/domain/coach/get-event.ts";
import { listEvents } from "#shared/domain/coach/list-events.ts";
import { nextStartOf } from "#shared/domain/coach/next-start-of.ts";
import { removeEvent } from "#shared/domain/coach/remove-event.ts";
import type { CalendarEvent } from "#shared/ports/events.ts";
import {
  changeEventContract,
  createEventContract,
  deleteEventContract,
  getEventContract,
  listEventsContract,
} from "#shared/wire/http/events.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { type Answer, type Call, route } from "../../route.ts";
import { toInstant } from "../memory-shapes.ts";
import { toNamed } from "../named.ts";
import { toVersion } from "../to-version.ts";
import { versionTag } from "../version-tag.ts";
import { pickGiven } from "./pick-given.ts";

export const listEventsRoute = route(listEventsContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const { from, until, limit, cursor } = query;
  const page = { limit, after: cursor ?? null };
  const { items, next } = await listEvents(ports, { person, filter: { from, until }, page });
  const shown = items.map((event) => toResponse(event, from ?? ports.clock.now()));
  const body = { items: shown, next_cursor: toCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const createEventRoute = route(createEventContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, body } = call;
  const fields = { ...toFields(body), title: body.title, startsAt: body.starts_at };
  return toAnswer(201, await createEvent(call.ports, { person, fields, idempotency }), person, call);
});

export const getEventRoute = route(getEventContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  return toAnswer(200, await getEvent(call.ports, { person, id: call.params.id }), person, call);
});

export const changeEventRoute = route(changeEventContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const change = {
    person,
    id: call.params.id,
    fields: toFields(call.body),
    version: toVersion(call.ifMatch),
  };
  return toAnswer(200, await changeEvent(call.ports, change), person, call);
});

export const deleteEventRoute = route(deleteEventContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  await removeEvent(call.ports, { person, id: call.params.id, version: toVersion(call.ifMatch) });
  return { status: 204, body: null, tenantId: person.tenantId };
});

type Given = z.output<NonNullable<typeof changeEventContract.body>>;

function toFields({ title, notes, location, recurrence, ...given }: Given) {
  const { starts_at: startsAt, ends_at: endsAt, timezone: timeZone } = given;
  return pickGiven({ title, notes, location, startsAt, endsAt, timeZone, recurrence });
}

function toAnswer(
  status: 200 | 201,
  event: CalendarEvent,
  { tenantId }: Person,
  { ports }: Pick<Call<unknown, unknown, unknown>, "ports">,
): Answer {
  return { status, body: toResponse(event, ports.clock.now()), headers: versionTag(event), tenantId };
}

function toResponse(event: CalendarEvent, from: number) {
  return {
    id: event.id,
    title: event.title,
    notes: event.notes,
    location: event.location,
    starts_at: toInstant(event.startsAt),
    ends_at: toInstant(event.endsAt),
    timezone: event.timeZone,
    recurrence: event.recurrence,
    next_starts_at: toInstant(nextStartOf(event, from)),
    last_ends_at: toInstant(event.lastEndsAt),
    version: event.version,
    created_at: toInstant(event.createdAt),
    updated_at: toInstant(event.updatedAt),
  };
}
