import { tokensOfMessage } from "#shared/domain/chat/tokens-of-message.ts";
import { ValidationFailed } from "#shared/errors.ts";
import type { Completion } from "#shared/ports/completion.ts";

/** Of the megabyte that the queue takes; the message itself may need four hundred thousand. */
const mostBytes = 250_000;

/** A history that is too long for a letter to the runner, or for any prompt, loses its beginning. */
export function fitLetter(completion: Completion, contextTokens: number): Completion {
  let left = mostBytes - sizeInQueue({ ...completion, before: [] });
  if (left < 0) {
    const complaint = `must not exceed ${mostBytes} bytes in all, with the tools, beside the history before the last message of the user`;
    throw ValidationFailed.at("messages", complaint);
  }
  let tokens = contextTokens;
  let from = completion.before.length;
  while (from > 0) {
    const message = completion.before[from - 1]!;
    left -= sizeInQueue(message) + 1;
    tokens -= tokensOfMessage(message);
    if (left < 0 || tokens < 0) break;
    from -= 1;
  }
  return { ...completion, before: completion.before.slice(from) };
}

/** Half of a surrogate pair, two bytes of UTF-8, travels as an escape of six, and so do the two characters that are none. */
function sizeInQueue(value: unknown): number {
  const json = JSON.stringify(value);
  const escapes = json.match(/[\ud800-\udfff\ufffe\uffff]/g)?.length ?? 0;
  return Buffer.byteLength(json) + 4 * escapes;
}
