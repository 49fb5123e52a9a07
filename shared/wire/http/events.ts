import * as z from "zod";
import { calendarInstant, instantOut, named, paged, uuid } from "../primitives.ts";
import { idParams, longText, namedQuery, pageOfThings, recurrence, title } from "./coach-fields.ts";
import { contract } from "./contract.ts";
import { timeZone } from "./time-zone.ts";

export const event = z
  .object({
    id: uuid,
    title: z.string(),
    notes: z.string().nullable(),
    location: z.string().nullable(),
    starts_at: instantOut,
    ends_at: instantOut.nullable(),
    timezone: z.string(),
    recurrence: z.string().nullable(),
    next_starts_at: instantOut.nullable().meta({
      description: "When it begins next: from the list's `from` on, else from now on; null where it does not",
    }),
    last_ends_at: instantOut
      .nullable()
      .meta({ description: "When the last of its times is over; null: never" }),
    version: z.int().meta({ description: "Grows with each change; the ETag, too" }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: "Event" });

const fields = {
  notes: longText,
  location: longText,
  ends_at: calendarInstant.nullable().optional(),
  timezone: timeZone.optional(),
  recurrence,
};
const eventDraft = z
  .object({ ...named, title, starts_at: calendarInstant, ...fields })
  .meta({ id: "EventDraft" });
const eventChange = z
  .object({ ...named, title: title.optional(), starts_at: calendarInstant.optional(), ...fields })
  .meta({ id: "EventChange" });

const tag = "Coach";
const about = { tag, path: "/v1/events/{id}", params: idParams, query: namedQuery } as const;

export const listEventsContract = contract({
  operationId: "listEvents",
  method: "get",
  path: "/v1/events",
  tag,
  summary: "List a person's events, in the order in which they were made",
  description: "With from and until: those with a time in that stretch, recurring ones included.",
  scope: "memory:read",
  query: z.object({
    ...named,
    ...paged,
    from: calendarInstant.optional().meta({ description: "Not over by then" }),
    until: calendarInstant.optional().meta({ description: "Begun before" }),
  }),
  responses: { 200: { description: "A page; next_cursor is null at the end", schema: pageOfThings(event) } },
});

export const createEventContract = contract({
  operationId: "createEvent",
  method: "post",
  path: "/v1/events",
  tag,
  summary: "Put something into the calendar",
  description:
    "It is in the person's timezone where it names none; a recurrence begins at starts_at, goes by that wall clock, and keeps starts_at and ends_at to the whole second. A person has at most 5,000.",
  scope: "memory:write",
  query: namedQuery,
  body: eventDraft,
  idempotent: true,
  responses: { 201: { description: "The event", schema: event } },
});

export const getEventContract = contract({
  ...about,
  operationId: "getEvent",
  method: "get",
  summary: "Read an event",
  scope: "memory:read",
  responses: { 200: { description: "The event", schema: event } },
});

export const changeEventContract = contract({
  ...about,
  operationId: "changeEvent",
  method: "patch",
  summary: "Change an event",
  description: "What is left out stays; null unsets. What recurs is kept to the whole second.",
  scope: "memory:write",
  matchesVersion: true,
  body: eventChange,
  responses: { 200: { description: "The event", schema: event } },
});

export const deleteEventContract = contract({
  ...about,
  operationId: "deleteEvent",
  method: "delete",
  summary: "Take an event out of the calendar",
  scope: "memory:write",
  matchesVersion: true,
  responses: { 204: { description: "It is gone" } },
});
