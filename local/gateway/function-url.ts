import { randomUUID } from "node:crypto";
import type { RequestListener, ServerResponse } from "node:http";
import { FunctionError } from "../lambda/function-error.ts";
import { requestBytes } from "../lambda/limits.ts";
import type { ResponseMetadata } from "../lambda/messages.ts";
import type { StreamSink } from "../lambda/pour-stream.ts";
import { readHeaders } from "./http-answer.ts";
import { httpEvent } from "./http-event.ts";
import { readBody } from "./read-body.ts";
import { requestListener } from "./request-listener.ts";

export interface FunctionUrlOptions {
  invokeStream(event: unknown, sink: StreamSink): Promise<void>;
  domainName: string;
}

/** A function URL with auth NONE and RESPONSE_STREAM: a client that leaves does not stop the function. */
export function createFunctionUrl({ invokeStream, domainName }: FunctionUrlOptions): RequestListener {
  return requestListener(async (req, res) => {
    const requestId = randomUUID();
    res.setHeader("x-amzn-requestid", requestId);
    const body = await readBody(req, requestBytes);
    if (!body) return refuseTooLarge(res);
    const [rawPath = "/"] = (req.url ?? "/").split("?");
    const source = { accountId: "anonymous", domainName, requestId, rawPath, nowMs: Date.now() };
    await invokeStream(httpEvent(req, body, source), respond(res));
  });
}

function respond(res: ServerResponse): StreamSink {
  return {
    start: (metadata) => startResponse(res, metadata),
    write(chunk) {
      if (!res.closed && !res.writableEnded) res.write(chunk);
    },
    end: () => void res.end(),
    fail(error) {
      if (error instanceof FunctionError && error.statusCode === 413) refuseTooLarge(res);
      else if (res.headersSent) res.destroy();
      else refuseBroken(res);
    },
  };
}

function startResponse(res: ServerResponse, { statusCode, headers, cookies }: ResponseMetadata): void {
  const pairs = readHeaders(headers);
  if (!pairs || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    refuseBroken(res);
    return;
  }
  res.statusCode = statusCode;
  res.setHeader("content-type", "application/json");
  for (const [name, value] of pairs) {
    if (name !== "content-length") res.setHeader(name, value);
  }
  if (cookies.length > 0) res.appendHeader("set-cookie", cookies);
  res.flushHeaders();
}

function refuseBroken(res: ServerResponse): void {
  res.writeHead(502, { "content-type": "application/json" }).end("Internal Server Error");
}

function refuseTooLarge(res: ServerResponse): void {
  const Message = `Request must be smaller than ${requestBytes} bytes for the InvokeFunction operation`;
  res.writeHead(413, {
    "content-type": "application/json",
    "x-amzn-errortype": "RequestEntityTooLargeException",
  });
  res.end(JSON.stringify({ Message }));
}
