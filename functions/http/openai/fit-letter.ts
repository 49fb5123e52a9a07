import { ValidationFailed } from "#shared/errors.ts";
import type { Completion } from "#shared/ports/completion.ts";

/** Of the megabyte that the queue takes; the message itself may need four hundred thousand. */
const mostBytes = 250_000;

/** A history that is too long for a letter to the runner loses its beginning. */
export function fitLetter(completion: Completion): Completion {
  let left = mostBytes - sizeInQueue({ ...completion, before: [] });
  if (left < 0) {
    const complaint = `must not exceed ${mostBytes} bytes in all, with the tools, beside the history before the last message of the user`;
    throw ValidationFailed.at("messages", complaint);
  }
  let from = completion.before.length;
  while (from > 0) {
    left -= sizeInQueue(completion.before[from - 1]) + 1;
    if (left < 0) break;
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
