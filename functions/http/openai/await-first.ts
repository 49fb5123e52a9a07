import { setTimeout as sleep } from "node:timers/promises";
import type { CompletionPart } from "#shared/ports/completion.ts";

/** Waits a while for the first part: what fails before it rejects here, where an answer can still have its status. */
export async function awaitFirst(
  parts: AsyncGenerator<CompletionPart>,
  patienceMs: number,
): Promise<AsyncGenerator<CompletionPart>> {
  const first = parts.next();
  const impatience = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: impatience.signal }).catch(() => undefined);
  try {
    await Promise.race([first, late]);
  } finally {
    impatience.abort();
  }
  // It may fail while nobody waits for it yet.
  first.catch(() => undefined);
  return (async function* all() {
    const { done, value } = await first;
    if (done) return;
    yield value;
    yield* parts;
  })();
}
