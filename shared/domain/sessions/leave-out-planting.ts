import type { SessionMessage } from "../../ports/sessions.ts";
import { plantsInstruction } from "../learning/plants-instruction.ts";

/** A message that tries to plant something is left out, and so is what was answered to it. */
export function leaveOutPlanting(messages: readonly SessionMessage[]): SessionMessage[] {
  const planting = new Set(
    messages
      .filter(({ role, content }) => role === "user" && plantsInstruction(content))
      .map(({ turnId }) => turnId),
  );
  return messages.filter(({ turnId }) => !planting.has(turnId));
}
