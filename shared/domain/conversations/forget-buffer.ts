import { UpstreamUnavailable } from "../../errors.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";

export interface ForgetsBuffers {
  readonly turnStream: Pick<TurnStream, "forgetSession">;
}
export interface ForgetsTurns {
  readonly turnStream: Pick<TurnStream, "forgetConversation">;
}
export interface ForgetsPeople extends ForgetsTurns {
  readonly turnStream: Pick<TurnStream, "forgetConversation" | "conversationsOf" | "forgetConversationsOf">;
}

/** What was said lately is in no later prompt. */
export async function forgetBuffer({ turnStream }: ForgetsBuffers, conversationId: string): Promise<void> {
  await orSay(() => turnStream.forgetSession(conversationId));
}

/** What was said lately is in no later prompt, and nobody reads what the turns have said. */
export async function forgetTurns({ turnStream }: ForgetsTurns, conversationId: string): Promise<void> {
  await orSay(() => turnStream.forgetConversation(conversationId));
}

/** All that a person has said and was told in these conversations, what waits included. */
export async function forgetWaiting(
  { turnStream }: ForgetsTurns,
  conversationIds: readonly string[],
): Promise<void> {
  await orSay(() =>
    Promise.all(conversationIds.map((id) => turnStream.forgetConversation(id, { letters: true }))),
  );
}

/** All that a person has said and was told in conversations that no store knows of yet, what waits included. */
export async function forgetUnstored({ turnStream }: ForgetsPeople, ownerId: string): Promise<void> {
  const ids = await orSay(() => turnStream.conversationsOf(ownerId));
  await forgetWaiting({ turnStream }, ids);
  await orSay(() => turnStream.forgetConversationsOf(ownerId));
}

/** Whoever asks to forget something is not told that it is forgotten when it is not. */
async function orSay<Answer>(forget: () => Promise<Answer>): Promise<Answer> {
  try {
    return await forget();
  } catch (error) {
    throw new UpstreamUnavailable("the session in progress", error);
  }
}
