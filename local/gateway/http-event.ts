import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { logTime, traceId } from "./gateway-ids.ts";
import { isHopByHop } from "./hop-by-hop.ts";
import { forwardedFor, peerAddress, rawHeaderPairs } from "./raw-headers.ts";

export interface EventSource {
  accountId: string;
  domainName: string;
  requestId: string;
  rawPath: string;
  nowMs: number;
}

/** Payload format 2.0, as HTTP APIs and function URLs hand a request on. */
export function httpEvent(req: IncomingMessage, body: Buffer, source: EventSource): APIGatewayProxyEventV2 {
  const { accountId, domainName, requestId, rawPath, nowMs } = source;
  const [domainPrefix = ""] = domainName.split(".");
  const { headers, cookies } = splitHeaders(req, domainName);
  const rawQueryString = (req.url ?? "").split("?").slice(1).join("?");
  const query = joinQuery(rawQueryString);
  const isText = isTextual(headers["content-type"]);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      http: {
        method: req.method ?? "GET",
        path: rawPath,
        protocol: `HTTP/${req.httpVersion}`,
        sourceIp: peerAddress(req),
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: logTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(body.length > 0 && { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function splitHeaders(req: IncomingMessage, domainName: string) {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [rawName, value] of rawHeaderPairs(req)) {
    const name = rawName.toLowerCase();
    if (name === "cookie") cookies.push(...value.split(/;\s*/).filter(Boolean));
    else if (!isHopByHop(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  Object.assign(headers, {
    host: domainName,
    "x-amzn-trace-id": headers["x-amzn-trace-id"] ?? traceId(),
    "x-forwarded-for": forwardedFor(req),
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  });
  return { headers, cookies };
}

function joinQuery(rawQueryString: string): Record<string, string> | undefined {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return joined.size > 0 ? Object.fromEntries(joined) : undefined;
}

function isTextual(contentType = ""): boolean {
  const [type = ""] = contentType.split(";");
  return /^(text\/.*|application\/(json|javascript|xml|.*\+json|.*\+xml))$/i.test(type.trim());
}
