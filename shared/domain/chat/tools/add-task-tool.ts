import * as z from "zod";
import { callerOf, callKey } from "./call-key.ts";
import { idOf, longText, recurrence, time, title } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { refusePlanting } from "./refuse-planting.ts";
import { showTask } from "./show-coach.ts";
import { tool } from "./tool.ts";

const name = "add_task";

export const addTaskTool = tool({
  name,
  description: "Adds something that the person has to do. To be told in time they need a reminder as well.",
  arguments: z.object({
    title,
    notes: longText.optional(),
    due: time.describe("Local time or day").optional(),
    recurrence: recurrence.optional(),
    goal_id: idOf("goal").optional(),
  }),
  async run(context, { title, notes = null, due, recurrence = null, goal_id: goalId = null }) {
    const { ports, zone } = context;
    await refusePlanting(context, title, notes);
    const reading = { path: "due", zone, now: ports.clock.now(), takesDay: true };
    const dueAt = due === undefined ? null : readTime(due, reading).at;
    // What recurs goes by its rule, and rules take long to load.
    const { createTask } = await import("../../coach/create-task.ts");
    const task = await createTask(ports, {
      person: callerOf(context),
      fields: { title, notes, dueAt, timeZone: dueAt === null ? null : zone, recurrence, goalId },
      idempotency: callKey(context, name),
    });
    return { task: showTask(task, zone) };
  },
});
