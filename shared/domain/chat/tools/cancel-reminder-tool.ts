import * as z from "zod";
import { idOf } from "./coach-arguments.ts";
import { showReminder } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const cancelReminderTool = tool({
  name: "cancel_reminder",
  description: "Cancels a reminder for good, with all its times.",
  arguments: z.object({ id: idOf("reminder") }),
  async run({ ports, person, requestId }, { id }) {
    const { cancelReminder } = await import("../../coach/cancel-reminder.ts");
    const call = { person, kind: "reminder", id, version: null, requestId } as const;
    return { reminder: showReminder(await cancelReminder(ports, call)) };
  },
});
