import type { IncomingMessage } from "node:http";
import { gatewayId, logTime, traceId } from "./gateway-ids.ts";
import { isHopByHop } from "./hop-by-hop.ts";
import { forwardedFor, peerAddress, rawHeaderPairs } from "./raw-headers.ts";

export interface ConnectionFacts {
  connectionId: string;
  connectedAt: number;
  sourceIp: string;
  userAgent: string | undefined;
  domainName: string;
  stage: string;
  /** What the authorizer said of the caller. */
  authorizer?: Readonly<Record<string, string>>;
}

export function readFacts(req: IncomingMessage, domainName: string, stage: string): ConnectionFacts {
  return {
    connectionId: gatewayId(),
    connectedAt: Date.now(),
    sourceIp: peerAddress(req),
    userAgent: req.headers["user-agent"],
    domainName,
    stage,
  };
}

export function connectEvent(req: IncomingMessage, facts: ConnectionFacts, requestId: string) {
  const query = new URLSearchParams((req.url ?? "").split("?").slice(1).join("?"));
  const multiValueHeaders = connectHeaders(req, facts.domainName);
  return {
    headers: lastOfEach(multiValueHeaders),
    multiValueHeaders,
    ...(query.size > 0 && {
      queryStringParameters: Object.fromEntries(query),
      multiValueQueryStringParameters: Object.fromEntries(
        [...query.keys()].map((name) => [name, query.getAll(name)]),
      ),
    }),
    requestContext: requestContext(facts, "$connect", "CONNECT", requestId),
    isBase64Encoded: false,
  };
}

export function messageEvent(facts: ConnectionFacts, requestId: string, body: string) {
  return {
    requestContext: {
      ...requestContext(facts, "$default", "MESSAGE", requestId),
      messageId: gatewayId(),
    },
    body,
    isBase64Encoded: false,
  };
}

export function disconnectEvent(facts: ConnectionFacts, code: number, reason: string) {
  const headers = { Host: facts.domainName, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...requestContext(facts, "$disconnect", "DISCONNECT", gatewayId()),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  };
}

function requestContext(facts: ConnectionFacts, routeKey: string, eventType: string, requestId: string) {
  const now = Date.now();
  const { userAgent, sourceIp } = facts;
  return {
    routeKey,
    eventType,
    extendedRequestId: requestId,
    requestTime: logTime(now),
    messageDirection: "IN",
    stage: facts.stage,
    connectedAt: facts.connectedAt,
    requestTimeEpoch: now,
    identity: { ...(userAgent !== undefined && { userAgent }), sourceIp },
    requestId,
    domainName: facts.domainName,
    connectionId: facts.connectionId,
    apiId: facts.domainName.split(".")[0],
    ...(facts.authorizer && { authorizer: facts.authorizer }),
  };
}

const ours = new Set(["host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"]);

function connectHeaders(req: IncomingMessage, domainName: string): Record<string, string[]> {
  const headers: Record<string, string[]> = { Host: [domainName] };
  for (const [name, value] of rawHeaderPairs(req)) {
    if (isHopByHop(name) || ours.has(name.toLowerCase())) continue;
    headers[name] = [...(headers[name] ?? []), value];
  }
  return {
    ...headers,
    "X-Amzn-Trace-Id": [traceId()],
    "X-Forwarded-For": [forwardedFor(req)],
    "X-Forwarded-Port": ["443"],
    "X-Forwarded-Proto": ["https"],
  };
}

function lastOfEach(multiple: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(multiple).map(([name, values]) => [name, values.at(-1) ?? ""]));
}
