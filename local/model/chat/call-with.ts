import type { OfferedTool } from "./chat-order.ts";
import { followSchema } from "./follow-schema.ts";
import type { Prompt } from "./read-prompt.ts";

export interface ChosenCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Of the arguments at hand those that the tool takes, and the plainest for what it needs besides. */
export function callWith(
  tool: OfferedTool | undefined,
  { message }: Prompt,
  given: Readonly<Record<string, unknown>>,
): ChosenCall | undefined {
  if (!tool) return undefined;
  const { properties = {}, required = [] } = tool.parameters as {
    properties?: Record<string, { enum?: unknown[] }>;
    required?: string[];
  };
  const needed = followSchema({ type: "object", ...tool.parameters, required }, message);
  const taken = Object.entries(given).filter(([key, value]) => {
    const property = properties[key];
    return property && (!property.enum || property.enum.includes(value));
  });
  return { name: tool.name, arguments: { ...(needed as object), ...Object.fromEntries(taken) } };
}
