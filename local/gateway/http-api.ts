import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { FunctionError } from "../lambda/function-error.ts";
import { gatewayId } from "./gateway-ids.ts";
import { type HttpAnswer, readAnswer } from "./http-answer.ts";
import { httpEvent } from "./http-event.ts";
import { rawHeaderPairs } from "./raw-headers.ts";
import { readBody } from "./read-body.ts";
import { requestListener } from "./request-listener.ts";
import { timedOut, within } from "./within.ts";

export interface HttpApiOptions {
  invoke(event: unknown): Promise<unknown>;
  domainName: string;
  integrationTimeoutMs?: number;
}

const bodyBytes = 10 * 1024 * 1024;
const headerBytes = 10_240;

/** An HTTP API whose one route, `$default`, leads to one function. */
export function createHttpApi(options: HttpApiOptions): RequestListener {
  return requestListener(async (req, res) => {
    const requestId = gatewayId();
    res.setHeader("apigw-requestid", requestId);
    const body = await readBody(req, bodyBytes);
    const rawPath = decodePath(req.url ?? "/");
    if (sizeOfHead(req) > headerBytes) return refuse(res, 431, "Request Header Fields Too Large");
    if (rawPath === undefined) return refuse(res, 400, "Bad Request");
    if (!body) return refuse(res, 413, "Request Entity Too Large");

    const { domainName, integrationTimeoutMs = 30_000 } = options;
    const source = { accountId: "000000000000", domainName, requestId, rawPath, nowMs: Date.now() };
    try {
      const result = await within(integrationTimeoutMs, options.invoke(httpEvent(req, body, source)));
      if (result === timedOut) return refuse(res, 503, "Service Unavailable");
      const answer = readAnswer(result);
      if (answer) send(req, res, answer);
      else refuse(res, 500, "Internal Server Error");
    } catch (error) {
      if (error instanceof FunctionError && error.statusCode === 413) {
        return refuse(res, 413, "Request Entity Too Large");
      }
      refuse(res, 500, "Internal Server Error");
    }
  });
}

// HTTP APIs decode the path, and what a decoded question mark cuts off is lost.
function decodePath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split("?")[0] ?? "/").split("?")[0];
  } catch {
    return undefined;
  }
}

function sizeOfHead(req: IncomingMessage): number {
  const line = `${req.method} ${req.url} HTTP/${req.httpVersion}`.length;
  return rawHeaderPairs(req).reduce((sum, [name, value]) => sum + name.length + value.length, line);
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  { statusCode, headers, cookies, body }: HttpAnswer,
): void {
  res.statusCode = statusCode;
  if (body.length > 0) res.setHeader("content-type", "text/plain;charset=UTF-8");
  for (const [name, value] of headers) {
    if (name !== "content-length" || req.method === "HEAD") res.setHeader(name, value);
  }
  if (cookies.length > 0) res.appendHeader("set-cookie", cookies);
  res.end(body);
}

function refuse(res: ServerResponse, statusCode: number, message: string): void {
  res.writeHead(statusCode, { "content-type": "application/json" });
  res.end(JSON.stringify({ message }));
}
