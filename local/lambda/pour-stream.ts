import { FunctionError } from "./function-error.ts";
import { streamedResponseBytes } from "./limits.ts";
import type { FromEnvironment, ResponseMetadata } from "./messages.ts";

export interface StreamSink {
  start(metadata: ResponseMetadata): void;
  write(chunk: Uint8Array): void;
  end(): void;
  fail(error: Error): void;
}

/** Pours what an environment sends into a sink that ends or fails exactly once. */
export function pourStream(sink: StreamSink) {
  let bytes = 0;
  let done = false;

  function fail(error: Error): void {
    if (done) return;
    done = true;
    sink.fail(error);
  }
  function receive(message: FromEnvironment): void {
    if (done) return;
    if (message.type === "stream-started") sink.start(message.metadata);
    if (message.type === "stream-chunk") {
      bytes += message.chunk.byteLength;
      if (bytes > streamedResponseBytes) fail(tooLarge());
      else sink.write(message.chunk);
    }
    if (message.type === "stream-ended") {
      done = true;
      sink.end();
    }
  }
  return { receive, fail };
}

function tooLarge(): FunctionError {
  return new FunctionError(
    "Function.ResponseSizeTooLarge",
    `Response payload size exceeded maximum allowed payload size (${streamedResponseBytes} bytes).`,
  );
}
