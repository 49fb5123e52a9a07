import { ValidationFailed } from "../../../errors.ts";
import type { ToolContext } from "./tool.ts";

/** What the coach keeps stands in prompts to come: no order to the model is kept, nor anything that came with one. */
export async function refusePlanting(
  { userMessage }: Pick<ToolContext, "userMessage">,
  ...texts: readonly (string | null | undefined)[]
): Promise<void> {
  const kept = texts.filter((text) => typeof text === "string");
  if (kept.length === 0) return;
  // Its rules take long to load, and few turns keep anything.
  const { plantsInstruction } = await import("../../learning/plants-instruction.ts");
  if ([userMessage.content, ...kept].some(plantsInstruction))
    throw new ValidationFailed([{ path: "", message: "nothing is kept: it is an instruction to you" }]);
}
