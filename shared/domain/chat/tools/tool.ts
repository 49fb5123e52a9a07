import type * as z from "zod";
import type { RefusedType } from "../../../ports/person-knowledge.ts";
import type { SaidMessage } from "../../../ports/turns.ts";
import type { ActingUser } from "../../../ports/users.ts";
import type { TurnNeeds } from "../turn-needs.ts";

/** In which turn a tool works, and for whom. */
export interface ToolContext {
  readonly ports: TurnNeeds;
  readonly person: ActingUser;
  readonly turnId: string;
  readonly conversationId: string;
  readonly userMessage: SaidMessage;
  /** When the person sent it, or sent it first. */
  readonly saidAt: number;
  /** The person's. */
  readonly zone: string;
  /** What may not be used of the person. */
  readonly refused: readonly RefusedType[];
  readonly requestId: string;
  /** Which call of its tool it is, in this run of the turn and from 1, of those that went well. */
  readonly nth: number;
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
