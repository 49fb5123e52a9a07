import * as z from "zod";
import {
  calendarInstant,
  commaSeparated,
  instant,
  instantOut,
  named,
  paged,
  text,
  uuid,
} from "../primitives.ts";
import { idParams, namedQuery, notBlank, pageOfThings, recurrence } from "./coach-fields.ts";
import { contract } from "./contract.ts";
import { timeZone } from "./time-zone.ts";

const status = z.enum(["scheduled", "due", "acknowledged", "cancelled"], {
  error: "must be scheduled, due, acknowledged or cancelled",
});
export const channel = z
  .enum(["auto", "push", "inbox"], { error: "must be auto, push or inbox" })
  .meta({ description: "auto: by socket, else by push; push: by both; inbox: by neither" });

export const reminder = z
  .object({
    id: uuid,
    text: z.string(),
    due_at: instantOut.meta({ description: "The next time that stands, else the last there was" }),
    recurrence: z.string().nullable(),
    timezone: z.string().nullable().meta({ description: "Null where it floats" }),
    floating: z.boolean().meta({ description: "Whether it goes by whichever zone the person is in" }),
    channel,
    escalate_after_seconds: z.int().nullable(),
    status,
    delivery_id: uuid.nullable().meta({ description: "What was told and is not acknowledged" }),
    version: z.int().meta({ description: "Grows with each change; the ETag, too" }),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: "Reminder" });

const wrongTime = { error: "must be an instant with its offset, or a clock's time such as 2026-03-28T08:00" };
const localTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, wrongTime)
  .meta({ examples: ["2026-03-28T08:00"] });
const time = z
  .union([calendarInstant, localTime], { error: (issue) => sayWrong(issue) })
  .meta({ description: "An instant with its offset, or what a clock on the wall shows then" });

/** What is wrong with an instant that is one, else that it is none. */
function sayWrong(issue: z.core.$ZodRawIssue): string {
  const [ofInstant = []] = issue.code === "invalid_union" ? issue.errors : [];
  return ofInstant.find(({ code }) => code === "custom")?.message ?? wrongTime.error;
}

const escalationRange = { error: "must be a whole number from 60 to 86400" };
const words = text({ min: 1, max: 1_000 });
/** When, and how. */
export const times = {
  due_at: time.optional(),
  recurrence,
  timezone: timeZone.nullable().optional(),
  channel: channel.optional(),
};
const fields = {
  ...times,
  escalate_after_seconds: z
    .number(escalationRange)
    .int(escalationRange)
    .min(60, escalationRange)
    .max(86_400, escalationRange)
    .nullable()
    .optional()
    .meta({ description: "Not acknowledged by then, it is pushed again, twice at most" }),
};
const reminderDraft = z
  .object({ ...named, text: words.refine(...notBlank), ...fields })
  .meta({ id: "ReminderDraft" });
const reminderChange = z
  .object({ ...named, text: words.refine(...notBlank).optional(), ...fields })
  .meta({ id: "ReminderChange" });

const tag = "Coach";
const answers = { 200: { description: "The reminder", schema: reminder } };
const about = { tag, path: "/v1/reminders/{id}", params: idParams, query: namedQuery } as const;

export const listRemindersContract = contract({
  operationId: "listReminders",
  method: "get",
  path: "/v1/reminders",
  tag,
  summary: "List a person's reminders, in the order in which they were made",
  scope: "memory:read",
  query: z.object({
    ...named,
    ...paged,
    status: commaSeparated(status).optional(),
    due_from: instant.optional().meta({ description: "Due then or later" }),
    due_until: instant.optional().meta({ description: "Due before" }),
  }),
  responses: {
    200: { description: "A page; next_cursor is null at the end", schema: pageOfThings(reminder) },
  },
});

export const createReminderContract = contract({
  operationId: "createReminder",
  method: "post",
  path: "/v1/reminders",
  tag,
  summary: "Have a person reminded, once or by a rule",
  description:
    "A recurrence begins at due_at, to the whole second; without one at its first time ahead, from the next full minute on, and a COUNT counts from there. Without a timezone, a clock's time or a recurrence floats: it goes by whichever zone the person is in. A time that the clock skips fires at the skip, one that it shows twice fires at the first. At most 1,000 a person that still fire.",
  scope: "memory:write",
  query: namedQuery,
  body: reminderDraft,
  idempotent: true,
  leavesWork: true,
  responses: { 201: { description: "The reminder", schema: reminder } },
});

export const getReminderContract = contract({
  ...about,
  operationId: "getReminder",
  method: "get",
  summary: "Read a reminder",
  scope: "memory:read",
  responses: answers,
});

export const changeReminderContract = contract({
  ...about,
  operationId: "changeReminder",
  method: "patch",
  summary: "Change a reminder",
  description:
    "What is left out stays; null takes a recurrence, a timezone or an escalation away, the one under way too. Another escalation counts for what is open from when it was told, and is pushed at once where that is over. Where it is due at another time, what was put off and what is open give way to that.",
  scope: "memory:write",
  matchesVersion: true,
  body: reminderChange,
  leavesWork: true,
  responses: answers,
});

export const cancelReminderContract = contract({
  ...about,
  operationId: "cancelReminder",
  method: "delete",
  summary: "Cancel a reminder",
  description: "It fires no more, and what is open is closed. It can still be read; again is the same.",
  scope: "memory:write",
  matchesVersion: true,
  leavesWork: true,
  responses: { 204: { description: "It is cancelled" } },
});

export const snoozeReminderContract = contract({
  ...about,
  operationId: "snoozeReminder",
  method: "post",
  path: "/v1/reminders/{id}/snooze",
  summary: "Put a reminder off",
  description: "What is open, else what comes next, fires then instead; a recurrence goes on beside it.",
  scope: "memory:write",
  body: z.object({ ...named, until: calendarInstant }).meta({ id: "Snooze" }),
  leavesWork: true,
  responses: answers,
});

export const acknowledgeReminderContract = contract({
  ...about,
  operationId: "acknowledgeReminder",
  method: "post",
  path: "/v1/reminders/{id}/ack",
  summary: "Say that a reminder was seen",
  description: "What is open is closed, on every device. With nothing open, all is as it was.",
  scope: "memory:write",
  body: z.object(named),
  bodyOptional: true,
  responses: answers,
});
