import { UpstreamUnavailable } from "../../errors.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";

export interface ForgetsBuffers {
  readonly turnStream: Pick<TurnStream, "forgetSession">;
}

/** What was said lately is in no later prompt. Who asked for that is not told it was done when it was not. */
export async function forgetBuffer({ turnStream }: ForgetsBuffers, conversationId: string): Promise<void> {
  try {
    await turnStream.forgetSession(conversationId);
  } catch (error) {
    throw new UpstreamUnavailable("the session in progress", error);
  }
}
