import type { ServerResponse } from "node:http";
import type { ModelEvent } from "./openai-error.ts";

/** How a stream may break off once words of it were sent. */
export type StreamFault = "cut" | "hang" | "nonsense";

/** Sends events as they come, words at a steady pace, until whoever listens has gone. */
export async function streamEvents(
  response: ServerResponse,
  events: readonly ModelEvent[],
  { paceMs, fault }: { paceMs: number; fault: StreamFault | undefined },
): Promise<void> {
  const wordCount = events.filter(({ isWord }) => isWord).length;
  const breaksAfter = fault ? Math.max(1, Math.floor(wordCount / 2)) : Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  let said = 0;
  for (const { data, isWord } of events) {
    if (said >= breaksAfter) return breakOff(response, fault);
    // By the clock and not by the last word: a late one does not delay the rest.
    if (isWord && paceMs > 0) await until(startedAt + said * paceMs);
    if (response.destroyed) return;
    said += isWord ? 1 : 0;
    response.write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  }
  response.end();
}

function breakOff(response: ServerResponse, fault: StreamFault | undefined): void {
  if (fault === "nonsense") response.end('data: {"choices": [{"delta": {"cont\n\n<html>nonsense</html>');
  // Once what was written has left; a cut in the same moment would take it along.
  if (fault === "cut") response.write("", () => setTimeout(() => response.destroy(), 5));
}

async function until(instant: number): Promise<void> {
  const left = instant - performance.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
