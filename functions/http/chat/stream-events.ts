import type { FollowedTurn } from "#shared/domain/chat/follow-turn.ts";
import type { Logger } from "#shared/runtime/logger.ts";

const commentMs = 15_000;
/** What is left of an invocation to end in order. */
const marginMs = 2_000;
const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // Proxies that gather an answer would keep the words back.
  "x-accel-buffering": "no",
};

export interface EventStream {
  readonly events: AsyncGenerator<string>;
  readonly followed: Pick<FollowedTurn, "leave">;
  readonly remainingMs: number;
  readonly requestId: string;
  readonly log: Logger;
}

/**
 * An answer that goes on until its turn has ended, the client hangs up, or the invocation has no time left: the turn
 * goes on without it. Comments keep what is idle from being cut.
 */
export function streamEvents({ events, followed, remainingMs, requestId, log }: EventStream): Response {
  const encoder = new TextEncoder();
  let isCancelled = false;

  async function leave(): Promise<void> {
    try {
      await followed.leave();
    } catch (error) {
      log.warn("stream not left", { request_id: requestId, error });
    }
  }

  async function pour(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const write = (text: string) => {
      if (!isCancelled) controller.enqueue(encoder.encode(text));
    };
    const comments = setInterval(() => write(": still here\n\n"), commentMs);
    const ending = atEnd(remainingMs - marginMs, () => {
      write(": time is up, and the turn goes on\n\n");
      void leave();
    });
    try {
      for await (const event of events) write(event);
    } catch (error) {
      log.error("stream broken off", { request_id: requestId, error });
    } finally {
      clearInterval(comments);
      clearTimeout(ending);
      await leave();
      if (!isCancelled) controller.close();
    }
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      void pour(controller);
    },
    async cancel() {
      isCancelled = true;
      await leave();
    },
  });
  return new Response(body, { headers });
}

function atEnd(ms: number, end: () => void): NodeJS.Timeout | undefined {
  return Number.isFinite(ms) ? setTimeout(end, Math.max(0, ms)) : undefined;
}
