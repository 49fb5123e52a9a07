import * as z from "zod";
import { idOf, time } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { showReminder } from "./show-coach.ts";
import { tool } from "./tool.ts";

const minuteMs = 60_000;

export const snoozeReminderTool = tool({
  name: "snooze_reminder",
  description: "Puts a reminder off, by minutes or until a time. One that recurs goes on beside that.",
  arguments: z
    .object({
      id: idOf("reminder"),
      minutes: z.int().min(1).max(10_080).optional(),
      until: time.optional(),
    })
    .refine(({ minutes, until }) => (minutes === undefined) !== (until === undefined), {
      message: "say either minutes or until",
    }),
  async run({ ports, person, zone, requestId }, { id, minutes, until }) {
    const now = ports.clock.now();
    const at =
      until === undefined ? now + minutes! * minuteMs : readTime(until, { path: "until", zone, now }).at;
    const { snoozeReminder } = await import("../../coach/snooze-reminder.ts");
    const reminder = await snoozeReminder(ports, { person, named: { id }, until: at, requestId });
    return { reminder: showReminder(reminder) };
  },
});
