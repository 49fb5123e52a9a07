import * as z from "zod";
import { idOf, longText, none, recurrence, time, title } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { refusePlanting } from "./refuse-planting.ts";
import { showTask } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const updateTaskTool = tool({
  name: "update_task",
  description:
    'Changes what is given of a task, also to open it again or to cancel it. Of due, recurrence and goal_id "none" takes away.',
  arguments: z.object({
    id: idOf("task"),
    title: title.optional(),
    notes: longText.optional(),
    due: time.describe("Local time or day").optional(),
    recurrence: recurrence.optional(),
    goal_id: z.union([idOf("goal"), z.literal(none)]).optional(),
    status: z.enum(["open", "cancelled"]).optional(),
  }),
  async run(context, { id, due, recurrence, goal_id, ...said }) {
    const { ports, person, zone } = context;
    await refusePlanting(context, said.title, said.notes);
    const { changeTask } = await import("../../coach/change-task.ts");
    const reading = { path: "due", zone, now: ports.clock.now(), takesDay: true };
    const fields = {
      ...said,
      ...(due !== undefined &&
        (due === none ? { dueAt: null } : { dueAt: readTime(due, reading).at, timeZone: zone })),
      ...(recurrence !== undefined && { recurrence: recurrence === none ? null : recurrence }),
      ...(goal_id !== undefined && { goalId: goal_id === none ? null : goal_id }),
    };
    const task = await changeTask(ports, { person, id, fields, version: null });
    return { task: showTask(task, zone) };
  },
});
