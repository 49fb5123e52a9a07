import * as z from "zod";
import { reminderStatuses } from "../../../ports/reminder.ts";
import { after, time } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { listed, showPage, showReminder } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const listRemindersTool = tool({
  name: "list_reminders",
  description: "Lists the person's reminders: those that are to come and those that are due, unless said.",
  arguments: z.object({
    status: z.enum(reminderStatuses).optional(),
    until: time.describe("Local time or day").optional(),
    after: after.optional(),
  }),
  async run({ ports, person, zone }, { status, until, after = null }) {
    const reading = { path: "until", zone, now: ports.clock.now(), takesDay: true, takesPast: true };
    const dueUntil = until === undefined ? undefined : readTime(until, reading).until;
    const statuses = status === undefined ? (["scheduled", "due"] as const) : [status];
    const filter = { kind: "reminder", statuses, dueFrom: undefined, dueUntil } as const;
    const page = await ports.reminders.list(person, filter, { limit: listed, after });
    return showPage("reminders", page, showReminder);
  },
});
