import { toErrorBody } from "#shared/runtime/error-response.ts";
import type { Logger } from "#shared/runtime/logger.ts";

/**
 * JSON Lines of pages that are read as fast as somebody takes them: one page is held at a time, and a reader that
 * goes away ends the reading. What fails on the way is told in a last line.
 */
export function streamLines(
  pages: AsyncGenerator<readonly unknown[]>,
  { log, requestId }: { log: Logger; requestId: string },
): ReadableStream<Uint8Array> {
  const encode = (lines: readonly unknown[]) =>
    new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await pages.next();
          if (done) controller.close();
          else controller.enqueue(encode(value));
        } catch (error) {
          log.error("stream broken off", { request_id: requestId, error });
          controller.enqueue(encode([{ kind: "error", error: toErrorBody(error, requestId) }]));
          controller.close();
        }
      },
      async cancel() {
        await pages.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
