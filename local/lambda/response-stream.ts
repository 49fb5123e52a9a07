import { Writable } from "node:stream";
import type { FromEnvironment, ResponseMetadata } from "./messages.ts";

const streamingHandler = Symbol.for("aws.lambda.runtime.handler.streaming");

/** The stream a streaming handler writes to. */
export class ResponseStream extends Writable {
  #metadata: ResponseMetadata = {
    statusCode: 200,
    headers: { "content-type": "application/octet-stream" },
    cookies: [],
  };
  #prelude: ResponseMetadata | undefined;
  #started = false;
  #send: (message: FromEnvironment) => void;

  constructor(send: (message: FromEnvironment) => void) {
    super();
    this.#send = send;
  }

  get started(): boolean {
    return this.#started;
  }

  setContentType(contentType: string): void {
    this.#metadata.headers["content-type"] = contentType;
  }

  setPrelude(prelude: Partial<ResponseMetadata>): void {
    this.#prelude = { statusCode: 200, headers: {}, cookies: [], ...prelude };
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (!this.#started) this.#start(this.#prelude ?? this.#metadata);
    if (chunk.length > 0) this.#send({ type: "stream-chunk", chunk: new Uint8Array(chunk) });
    done();
  }

  override _final(done: () => void): void {
    // Lambda sends the prelude with the first write: a stream ended without one loses its status.
    if (!this.#started) this.#start(this.#metadata);
    this.#send({ type: "stream-ended" });
    done();
  }

  #start(metadata: ResponseMetadata): void {
    this.#started = true;
    this.#send({ type: "stream-started", metadata });
  }
}

export function isStreaming(handler: object): boolean {
  return streamingHandler in handler;
}

/** What Lambda's runtime puts on globalThis. */
export const awslambda = {
  streamifyResponse<Handler extends object>(handler: Handler): Handler {
    return Object.assign(handler, { [streamingHandler]: "response" });
  },
  HttpResponseStream: {
    from(stream: ResponseStream, prelude: Partial<ResponseMetadata>): ResponseStream {
      stream.setPrelude(prelude);
      return stream;
    },
  },
};
