import * as z from "zod";
import { NotFound, ValidationFailed } from "../../../errors.ts";
import type { DeletedKind } from "../../../ports/turn-deeds.ts";
import { getEvent } from "../../coach/get-event.ts";
import { getGoal } from "../../coach/get-goal.ts";
import { getTask } from "../../coach/get-task.ts";
import { removeEvent } from "../../coach/remove-event.ts";
import { removeGoal } from "../../coach/remove-goal.ts";
import { removeTask } from "../../coach/remove-task.ts";
import { idOf } from "./coach-arguments.ts";
import { type ToolContext, tool } from "./tool.ts";

const fates = ["delete", "cancel", "keep"] as const;

export const deleteItemTool = tool({
  name: "delete_item",
  description:
    "Deletes a goal, task or event for good. The first call deletes nothing: ask the person, and call again once they have said yes. What is done or dropped is updated instead.",
  arguments: z.object({
    kind: z.enum(["goal", "task", "event"]),
    id: idOf("item"),
    tasks: z
      .enum(fates)
      .describe(
        "Of a goal with open tasks, as the person says: delete all its tasks, cancel or keep the open ones",
      )
      .optional(),
  }),
  async run(context, { kind, id, tasks }) {
    const { ports, person, conversationId, turnId, saidAt } = context;
    const now = ports.clock.now();
    const ask = { person, conversationId, kind, id, turnId, saidAt, now };
    switch (await ports.deeds.confirm(ask)) {
      case "missing":
        throw new NotFound(kind);
      case "done":
        return { deleted: true, kind, id };
      case "asked":
        return {
          needs_confirmation: true,
          what: await describe(context, kind, id),
          next: "Nothing is deleted yet. Ask the person; call again when they have said yes.",
        };
      case "given":
        await remove(context, kind, { id, tasks });
        return { deleted: true, kind, id };
    }
  },
});

async function describe({ ports, person }: ToolContext, kind: DeletedKind, id: string): Promise<string> {
  if (kind === "task") return `the task ${quote(await getTask(ports, { person, id }))}`;
  if (kind === "event") return `the event ${quote(await getEvent(ports, { person, id }))}`;
  const goal = await getGoal(ports, { person, id });
  const its =
    goal.openTasks === 0 ? "" : ` with ${sayTasks(goal.openTasks)}, of which it must be said what becomes`;
  return `the goal ${quote(goal)}${its}`;
}

async function remove(
  { ports, person }: ToolContext,
  kind: DeletedKind,
  { id, tasks = null }: { id: string; tasks?: (typeof fates)[number] | null | undefined },
): Promise<void> {
  const call = { person, id, version: null };
  if (kind === "task") return await removeTask(ports, call);
  if (kind === "event") return await removeEvent(ports, call);
  const { openTasks } = await getGoal(ports, call);
  if (tasks === null && openTasks > 0)
    throw ValidationFailed.at(
      "tasks",
      `must say what becomes of its ${sayTasks(openTasks)}: ask the person whether to delete, cancel or keep them`,
    );
  await removeGoal(ports, { ...call, tasks });
}

function quote({ title }: { readonly title: string }): string {
  return JSON.stringify(title);
}

function sayTasks(count: number): string {
  return count === 1 ? "one open task" : `${count} open tasks`;
}
