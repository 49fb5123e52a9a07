import * as z from "zod";
import { AppError, NotFound, ValidationFailed } from "../../../errors.ts";
import type { ToolCall, ToolSpec } from "../../../ports/chat-model.ts";
import type { UsedTool } from "../../../ports/turns.ts";
import { tokensOfTools } from "../tokens-of-tools.ts";
import { addEventTool } from "./add-event-tool.ts";
import { addTaskTool } from "./add-task-tool.ts";
import { cancelReminderTool } from "./cancel-reminder-tool.ts";
import { completeTaskTool } from "./complete-task-tool.ts";
import { createGoalTool } from "./create-goal-tool.ts";
import { deleteItemTool } from "./delete-item-tool.ts";
import { forgetTool } from "./forget-tool.ts";
import { listEventsTool } from "./list-events-tool.ts";
import { listGoalsTool } from "./list-goals-tool.ts";
import { listRemindersTool } from "./list-reminders-tool.ts";
import { listTasksTool } from "./list-tasks-tool.ts";
import { parseArguments } from "./parse-arguments.ts";
import { rememberTool } from "./remember-tool.ts";
import { searchMemoryTool } from "./search-memory-tool.ts";
import { setReminderTool } from "./set-reminder-tool.ts";
import { snoozeReminderTool } from "./snooze-reminder-tool.ts";
import type { Tool, ToolContext } from "./tool.ts";
import { updateGoalTool } from "./update-goal-tool.ts";
import { updateTaskTool } from "./update-task-tool.ts";

/** All that the model may do: nothing else is ever called. */
export const tools: readonly Tool[] = [
  ...[searchMemoryTool, rememberTool, forgetTool],
  ...[createGoalTool, updateGoalTool, listGoalsTool],
  ...[addTaskTool, updateTaskTool, completeTaskTool, listTasksTool],
  ...[addEventTool, listEventsTool],
  ...[setReminderTool, snoozeReminderTool, cancelReminderTool, listRemindersTool],
  deleteItemTool,
];

const looking: readonly Tool[] = [
  ...[searchMemoryTool, listGoalsTool, listTasksTool, listEventsTool, listRemindersTool],
];

/** Whether the tool changes nothing. */
export function onlyLooks(name: string): boolean {
  return looking.some((tool) => tool.name === name);
}

export const toolSpecs: readonly ToolSpec[] = tools.map((tool) => ({
  name: tool.name,
  description: tool.description,
  parameters: toParameters(tool.arguments),
}));

export const toolTokens = tokensOfTools(toolSpecs);

/** What a model need not read costs a turn its tokens: a pattern is checked here, and of formats it knows the names. */
function toParameters(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
      delete jsonSchema.maxLength;
      delete jsonSchema.minLength;
    },
  });
  return parameters;
}

/** Runs a call as far as it is one. Whatever is wrong goes back to the model as an error that it can mend. */
export async function callTool(context: ToolContext, call: ToolCall): Promise<UsedTool> {
  const given = parseArguments(call.arguments);
  const name = storableName(call.name);
  const failed = (message: string) => ({ name, arguments: given ?? {}, result: { error: message } });
  const tool = tools.find((one) => one.name === call.name);
  if (!tool)
    return failed(`there is no tool ${name}; there are: ${tools.map(({ name }) => name).join(", ")}`);
  if (!given) return failed("the arguments are not a JSON object");
  const read = tool.arguments.safeParse(given);
  if (!read.success) return failed(read.error.issues.map(describeIssue).join("; "));
  try {
    return { name, arguments: given, result: await tool.run(context, read.data) };
  } catch (error) {
    const { turnId: turn_id, requestId: request_id } = context;
    // It quotes what was said.
    const cause = error instanceof ValidationFailed ? error.code : error;
    context.ports.log.warn("tool failed", { turn_id, request_id, tool: call.name, error: cause });
    return failed(describeError(error));
  }
}

/** A model may call anything; no tool's name is longer, and it is kept and shown. */
function storableName(name: string): string {
  return name.replaceAll("\u0000", "").slice(0, 64).toWellFormed();
}

function describeError(error: unknown): string {
  if (error instanceof NotFound) return `there is no such ${error.what}`;
  return error instanceof AppError ? error.message : "it did not work; try again later";
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length > 0 ? `${path.join(".")}: ${message}` : message;
}
