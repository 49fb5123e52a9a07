import { AppError } from "#shared/errors.ts";
import type { CompletionHead } from "./completion-head.ts";

/** The invocation ends before the reply does. */
export class TimeIsUp extends AppError {
  constructor({ conversationId }: CompletionHead) {
    const fate = conversationId === null ? "ask for less, or stream it" : "it goes on, and is kept";
    super("upstream_unavailable", `the reply takes longer than this call may; ${fate}`);
  }
}
