import * as z from "zod";
import { clientId, instantOut, named, paged, text, uuid } from "../primitives.ts";
import { idParams, namedQuery, pageOfThings } from "./coach-fields.ts";
import { contract } from "./contract.ts";
import { channel, times } from "./reminders.ts";

const checkIn = z
  .object({
    id: uuid,
    about: z.string().nullable(),
    due_at: instantOut.meta({ description: "The next time that stands, else the last there was" }),
    recurrence: z.string().nullable(),
    timezone: z.string().nullable().meta({ description: "Null where it floats" }),
    floating: z.boolean().meta({ description: "Whether it goes by whichever zone the person is in" }),
    conversation_id: z.string().meta({ description: "That the coach opens" }),
    channel,
    status: z
      .enum(["scheduled", "acknowledged", "cancelled"])
      .meta({ description: "acknowledged: it is over, and nothing follows" }),
    version: z.int().meta({ description: "Grows with each change; the ETag, too" }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: "CheckIn" });

const about = text({ max: 500 })
  .nullable()
  .optional()
  .meta({ description: "What to ask about; the coach chooses where it is left out" });
const conversation_id = clientId.meta({ description: "Your id of the conversation that the coach opens" });
const checkInDraft = z
  .object({ ...named, about, ...times, conversation_id: conversation_id.default("check-ins") })
  .meta({ id: "CheckInDraft" });
const checkInChange = z
  .object({ ...named, about, ...times, conversation_id: conversation_id.optional() })
  .meta({ id: "CheckInChange" });

const tag = "Coach";
const answers = { 200: { description: "The check-in", schema: checkIn } };
const one = { tag, path: "/v1/check-ins/{id}", params: idParams, query: namedQuery } as const;

export const listCheckInsContract = contract({
  operationId: "listCheckIns",
  method: "get",
  path: "/v1/check-ins",
  tag,
  summary: "List a person's check-ins, in the order in which they were made",
  scope: "memory:read",
  query: z.object({ ...named, ...paged }),
  responses: {
    200: { description: "A page; next_cursor is null at the end", schema: pageOfThings(checkIn) },
  },
});

export const createCheckInContract = contract({
  operationId: "createCheckIn",
  method: "post",
  path: "/v1/check-ins",
  tag,
  summary: "Have the coach open the conversation, once or by a rule",
  description:
    "Then the coach says something short, from goals, tasks and what was said lately: as a turn of the conversation, which every connected device hears from its start, and by push as channel says. Nothing in quiet hours. Times are those of a reminder. At most 20 a person that still fire; they count among the 1,000 reminders.",
  scope: "memory:write",
  query: namedQuery,
  body: checkInDraft,
  idempotent: true,
  leavesWork: true,
  responses: { 201: { description: "The check-in", schema: checkIn } },
});

export const getCheckInContract = contract({
  ...one,
  operationId: "getCheckIn",
  method: "get",
  summary: "Read a check-in",
  scope: "memory:read",
  responses: answers,
});

export const changeCheckInContract = contract({
  ...one,
  operationId: "changeCheckIn",
  method: "patch",
  summary: "Change a check-in",
  description: "What is left out stays; null takes what it is about, a recurrence or a timezone away.",
  scope: "memory:write",
  matchesVersion: true,
  body: checkInChange,
  leavesWork: true,
  responses: answers,
});

export const cancelCheckInContract = contract({
  ...one,
  operationId: "cancelCheckIn",
  method: "delete",
  summary: "Cancel a check-in",
  description: "The coach opens no conversation for it any more. It can still be read; again is the same.",
  scope: "memory:write",
  matchesVersion: true,
  leavesWork: true,
  responses: { 204: { description: "It is cancelled" } },
});
