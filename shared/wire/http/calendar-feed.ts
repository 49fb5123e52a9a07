import * as z from "zod";
import { instantOut, named, text } from "../primitives.ts";
import { contract } from "./contract.ts";

const newFeed = z
  .object({
    url: z.string().meta({
      description: "Shown this once; relative to the address that you call",
      examples: ["/calendar/aimi_cal_….ics"],
    }),
    created_at: instantOut,
  })
  .meta({ id: "NewCalendarFeed" });

const feed = z
  .object({
    exists: z.boolean(),
    created_at: instantOut.nullable(),
    last_used_at: instantOut.nullable().meta({ description: "To a quarter of an hour" }),
  })
  .meta({ id: "CalendarFeed" });

const about = { tag: "Coach", path: "/v1/calendar-feed", query: z.object(named) } as const;

export const openCalendarFeedContract = contract({
  ...about,
  operationId: "openCalendarFeed",
  method: "post",
  summary: "Get an address that a calendar can subscribe to",
  description:
    "Whoever has it reads the person's events, open tasks and goals: treat it as a password. A new one ends the one before. A repeat under one Idempotency-Key is 409: it is shown once.",
  scope: "memory:write",
  idempotent: true,
  responses: { 201: { description: "The address", schema: newFeed } },
});

export const getCalendarFeedContract = contract({
  ...about,
  operationId: "getCalendarFeed",
  method: "get",
  summary: "See whether there is such an address",
  scope: "memory:read",
  responses: { 200: { description: "Whether, since when, and when it was read last", schema: feed } },
});

export const closeCalendarFeedContract = contract({
  ...about,
  operationId: "closeCalendarFeed",
  method: "delete",
  summary: "End the address",
  description: "At once. Again is 204 too.",
  scope: "memory:write",
  responses: { 204: { description: "It opens nothing any more" } },
});

export const readCalendarContract = contract({
  operationId: "readCalendar",
  method: "get",
  path: "/calendar/{file}",
  tag: "Coach",
  summary: "Read a calendar by its address",
  description: "Events, open tasks that are due sometime, and goals with a date: the newest 2,000 of them.",
  scope: "open",
  limits: { address: 600 },
  params: z.object({ file: text({ min: 1, max: 100 }).meta({ examples: ["aimi_cal_….ics"] }) }),
  responses: { 200: { description: "iCalendar, as RFC 5545 has it", contentType: "text/calendar" } },
});
