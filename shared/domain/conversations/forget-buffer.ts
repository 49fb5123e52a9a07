import { UpstreamUnavailable } from "../../errors.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";

export interface ForgetsBuffers {
  readonly turnStream: Pick<TurnStream, "forgetSession">;
}
export interface ForgetsTurns {
  readonly turnStream: Pick<TurnStream, "forgetConversation">;
}

/** What was said lately is in no later prompt. */
export async function forgetBuffer({ turnStream }: ForgetsBuffers, conversationId: string): Promise<void> {
  await orSay(() => turnStream.forgetSession(conversationId));
}

/** That, and nobody reads what its turns have said. */
export async function forgetTurns(
  { turnStream }: ForgetsTurns,
  conversationId: string,
  also?: { readonly letters: boolean },
): Promise<void> {
  await orSay(() => turnStream.forgetConversation(conversationId, also));
}

/** Who asked for that is not told it was done when it was not. */
async function orSay(forget: () => Promise<void>): Promise<void> {
  try {
    await forget();
  } catch (error) {
    throw new UpstreamUnavailable("the session in progress", error);
  }
}
