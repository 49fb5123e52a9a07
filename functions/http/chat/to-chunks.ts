import type { Said } from "#shared/domain/chat/follow-turn.ts";
import { TurnInterrupted } from "#shared/errors.ts";
import { toErrorBody } from "#shared/runtime/error-response.ts";
import { spacedJson } from "./spaced-json.ts";

export interface Chunked {
  readonly conversationId: string;
  readonly requestId: string;
}

/** A reply as lines of chunks; the last says that it is done, and where it broke off why. */
export async function* toChunks(
  says: AsyncIterable<Said>,
  { conversationId, requestId }: Chunked,
): AsyncGenerator<string> {
  const last = (error?: unknown) =>
    line({ chunk: "", done: true, conversation_id: conversationId, ...(error !== undefined && { error }) });
  let isShown = false;
  for await (const said of says) {
    if (said === "anew") {
      // What was shown cannot be taken back.
      if (isShown) return yield last(toErrorBody(new TurnInterrupted(), requestId));
      continue;
    }
    const { type, text, error } = said.body;
    if (type === "chat.error") return yield last(error);
    const isNew = type === "chat.delta" || (type === "chat.done" && !isShown);
    if (isNew && typeof text === "string" && text !== "") {
      isShown = true;
      yield line({ chunk: text });
    }
    if (type === "chat.done") return yield last();
  }
}

function line(value: object): string {
  return `data: ${spacedJson(value)}\n\n`;
}
