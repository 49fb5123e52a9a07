import * as z from "zod";
import { commaSeparated, instantOut, named, paged, uuid } from "../primitives.ts";
import { idParams, namedQuery, pageOfThings } from "./coach-fields.ts";
import { contract } from "./contract.ts";

const states = ["due", "acknowledged", "snoozed", "superseded", "cancelled", "skipped"] as const;
const state = z.enum(states, { error: `must be ${states.slice(0, -1).join(", ")} or ${states.at(-1)}` });

const notification = z
  .object({
    id: uuid.meta({ description: "The delivery_id of reminder.due, reminder.ack and reminder.snooze" }),
    reminder_id: uuid,
    kind: z.enum(["reminder", "check_in"]),
    text: z.string().meta({ description: "As it was told" }),
    conversation_id: z.string().nullable().meta({ description: "That the coach opened, of a check-in" }),
    due_at: instantOut.meta({ description: "When it was to be told" }),
    fired_at: instantOut,
    state,
    told: z.int().meta({ description: "How many times a socket took it, those that opened later included" }),
    pushed: z.int().meta({ description: "How many pushes devices took, those again included" }),
    escalations: z.int().meta({ description: "How often it was pushed again" }),
    closed_at: instantOut.nullable(),
  })
  .meta({ id: "Notification" });

const acknowledged = z.enum(["acknowledged"], { error: "must be acknowledged" });
const notificationChange = z.object({ ...named, state: acknowledged }).meta({ id: "NotificationChange" });

const tag = "Coach";
const about = { tag, path: "/v1/notifications/{id}", params: idParams, query: namedQuery } as const;
const answers = { 200: { description: "The notification", schema: notification } };

export const listNotificationsContract = contract({
  operationId: "listNotifications",
  method: "get",
  path: "/v1/notifications",
  tag,
  summary: "List what a person was reminded of, latest first",
  description: "Check-ins are among them. What was skipped was not told, since the person wanted quiet.",
  scope: "memory:read",
  query: z.object({ ...named, ...paged, state: commaSeparated(state).optional() }),
  responses: {
    200: { description: "A page; next_cursor is null at the end", schema: pageOfThings(notification) },
  },
});

export const getNotificationContract = contract({
  ...about,
  operationId: "getNotification",
  method: "get",
  summary: "Read a notification",
  scope: "memory:read",
  responses: answers,
});

export const changeNotificationContract = contract({
  ...about,
  operationId: "changeNotification",
  method: "patch",
  summary: "Acknowledge a notification, and read it",
  description: "What is closed already stays as it is, in whichever way it was closed.",
  scope: "memory:write",
  body: notificationChange,
  responses: answers,
});

export const acknowledgeNotificationContract = contract({
  ...about,
  operationId: "acknowledgeNotification",
  method: "post",
  path: "/v1/notifications/{id}/ack",
  summary: "Say that a notification was seen",
  description: "As the frame reminder.ack does: it is closed on every device. Again is the same.",
  scope: "memory:write",
  body: z.object(named),
  bodyOptional: true,
  responses: { 204: { description: "It is closed" } },
});

export const deleteNotificationContract = contract({
  ...about,
  operationId: "deleteNotification",
  method: "delete",
  summary: "Take a notification out of the inbox",
  description:
    "Its text is gone for good. What is open is acknowledged with that; the reminder itself goes on as it would have.",
  scope: "memory:write",
  responses: { 204: { description: "It is gone" } },
});
