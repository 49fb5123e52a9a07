import * as z from "zod";
import { taskStatuses } from "../../../ports/tasks.ts";
import { after, idOf, time } from "./coach-arguments.ts";
import { readTime } from "./read-time.ts";
import { listed, showPage, showTask } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const listTasksTool = tool({
  name: "list_tasks",
  description: "Lists the person's tasks.",
  arguments: z.object({
    status: z.enum(taskStatuses).default("open"),
    goal_id: idOf("goal").optional(),
    due_until: time.describe("Local time or day").optional(),
    after: after.optional(),
  }),
  async run({ ports, person, zone }, { status, goal_id: goalId, due_until, after = null }) {
    const reading = { path: "due_until", zone, now: ports.clock.now(), takesDay: true, takesPast: true };
    const dueUntil = due_until === undefined ? undefined : readTime(due_until, reading).until;
    const filter = { statuses: [status], goalId, dueFrom: undefined, dueUntil };
    const page = await ports.tasks.list(person, filter, { limit: listed, after });
    return showPage("tasks", page, (task) => showTask(task, zone));
  },
});
