import * as z from "zod";
import { callerOf, callKey } from "./call-key.ts";
import { longText, recurrence, time, title, zoneName } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { readZone } from "./read-zone.ts";
import { refusePlanting } from "./refuse-planting.ts";
import { showEvent } from "./show-coach.ts";
import { tool } from "./tool.ts";

const name = "add_event";

export const addEventTool = tool({
  name,
  description:
    "Puts something into the person's calendar. A whole day lasts from 00:00 to 00:00 of the next.",
  arguments: z.object({
    title,
    starts: time,
    ends: time.optional(),
    location: longText.optional(),
    notes: longText.optional(),
    recurrence: recurrence.optional(),
    time_zone: zoneName.optional(),
  }),
  async run(context, { title, starts, ends, location = null, notes = null, recurrence = null, time_zone }) {
    const { ports } = context;
    await refusePlanting(context, title, location, notes);
    const now = ports.clock.now();
    const zone = readZone(time_zone, context);
    const startsAt = readTime(starts, { path: "starts", zone, now }).at;
    const endsAt = ends === undefined ? null : readTime(ends, { path: "ends", zone, now }).at;
    const { createEvent } = await import("../../coach/create-event.ts");
    const event = await createEvent(ports, {
      person: callerOf(context),
      fields: { title, startsAt, endsAt, location, notes, recurrence, timeZone: zone },
      idempotency: callKey(context, name),
    });
    return { event: showEvent(event, context.zone) };
  },
});
