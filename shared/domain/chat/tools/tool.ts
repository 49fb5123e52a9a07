import type * as z from "zod";
import type { SaidMessage } from "../../../ports/turns.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { TurnNeeds } from "../turn-needs.ts";

/** In which turn a tool works, and for whom. */
export interface ToolContext {
  readonly ports: TurnNeeds;
  readonly person: ActingUser;
  readonly turnId: string;
  readonly userMessage: SaidMessage;
  readonly requestId: string;
}

/** Something that the model may do. What it answers is JSON. */
export interface Tool<Arguments extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly arguments: Arguments;
  run(context: ToolContext, given: z.output<Arguments>): Promise<unknown>;
}

/** Keeps a tool's arguments typed by their schema. */
export function tool<Arguments extends z.ZodType>(definition: Tool<Arguments>): Tool {
  return definition as unknown as Tool;
}
