import { UpstreamUnavailable } from "../../errors.ts";
import type { Letter, TurnQueue } from "../../ports/turn-queue.ts";

/** Brings letters to the runners. What does not get there stays unbegun: whoever comes next sends it along. */
export async function sendLetters(
  { turnQueue }: { readonly turnQueue: TurnQueue },
  letters: readonly Letter[],
): Promise<void> {
  if (letters.length === 0) return;
  try {
    await turnQueue.send(letters);
  } catch (error) {
    throw new UpstreamUnavailable("chat", error);
  }
}
