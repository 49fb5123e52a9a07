import * as z from "zod";
import { callerOf, callKey } from "./call-key.ts";
import { recurrence, reminderText, time, zoneName } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { readZone } from "./read-zone.ts";
import { refusePlanting } from "./refuse-planting.ts";
import { showReminder } from "./show-coach.ts";
import { tool } from "./tool.ts";

const name = "set_reminder";

export const setReminderTool = tool({
  name,
  description:
    "Reminds the person of something at a time, once or by a rule. Use it when they ask to be reminded; where the time is not clear, ask for it first.",
  arguments: z.object({
    text: reminderText.describe("What they are to be told"),
    at: time.describe("The first time, local as 2026-11-28T08:00, or with an offset"),
    recurrence: recurrence.optional(),
    time_zone: zoneName.optional(),
    again_after_minutes: z
      .int()
      .min(1)
      .max(1_440)
      .describe("Told again, at most twice, where they have not acknowledged it")
      .optional(),
  }),
  async run(context, { text, at, recurrence, time_zone, again_after_minutes: again }) {
    const { ports, requestId } = context;
    await refusePlanting(context, text);
    const zone = readZone(time_zone, context);
    // Whether it lies in the past, the verb decides: a turn that runs again finds what it made.
    const told = readTime(at, { path: "at", zone, now: ports.clock.now(), takesPast: true });
    const { createReminder } = await import("../../coach/create-reminder.ts");
    const reminder = await createReminder(ports, {
      person: callerOf(context),
      draft: {
        kind: "reminder",
        text,
        dueAt: told.local ?? told.at,
        recurrence: recurrence ?? null,
        timeZone: time_zone ?? null,
        escalateAfterSeconds: again === undefined ? null : again * 60,
      },
      idempotency: callKey(context, name),
      requestId,
    });
    return { reminder: showReminder(reminder) };
  },
});
