import type { SessionMessage } from "../../ports/sessions.ts";
import { signalsDanger } from "../chat/signals-danger.ts";
import { plantsInstruction } from "../learning/plants-instruction.ts";

/**
 * Nothing is made of a message that signals danger or tries to plant something, by whichever door it came, nor of what
 * was answered to it.
 */
export function leaveOutUnfit(messages: readonly SessionMessage[]): SessionMessage[] {
  let isUnfit = false;
  let isAnswered = false;
  return messages.filter(({ role, content }) => {
    if (role === "user") isUnfit = signalsDanger(content) || plantsInstruction(content);
    // What the coach opens later is no answer to it.
    else if (role === "system" && isAnswered) isUnfit = false;
    isAnswered = isUnfit && role === "assistant";
    return !isUnfit;
  });
}
