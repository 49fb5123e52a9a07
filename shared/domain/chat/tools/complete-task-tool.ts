import * as z from "zod";
import { NotFound } from "../../../errors.ts";
import { getTask } from "../../coach/get-task.ts";
import { idOf } from "./coach-arguments.ts";
import { showTask } from "./show-coach.ts";
import { tool } from "./tool.ts";

export const completeTaskTool = tool({
  name: "complete_task",
  description: "Notes that a task is done. One that recurs is due again at its next time.",
  arguments: z.object({ id: idOf("task") }),
  async run({ ports, person, userMessage, zone }, { id }) {
    // A client that comes back with what its tools gave begins another turn of the same message.
    const deed = { person, messageId: userMessage.id, taskId: id, now: ports.clock.now() };
    const isDone = await ports.deeds.hasDone(deed);
    if (isDone === null) throw new NotFound("task");
    if (isDone) return { done: true, task: showTask(await getTask(ports, { person, id }), zone) };
    const { completeTask } = await import("../../coach/complete-task.ts");
    const task = await completeTask(ports, { person, id, version: null });
    return { done: true, task: showTask(task, zone) };
  },
});
