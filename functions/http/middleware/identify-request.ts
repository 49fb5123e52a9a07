import { createMiddleware } from "hono/factory";
import type { Tally } from "#shared/ports/metrics.ts";
import type { Logger } from "#shared/runtime/logger.ts";
import type { Env } from "../app.ts";

const acceptable = /^[A-Za-z0-9._:@-]{1,128}$/;

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Gives every request an id, the caller's own where it is usable, one log line, and counts it. */
export function identifyRequest({ log, tally }: { log: Logger; tally: Tally }) {
  return createMiddleware<Env>(async (c, next) => {
    const startedAt = performance.now();
    const sent = c.req.header("x-request-id");
    const requestId = sent && acceptable.test(sent) ? sent : crypto.randomUUID();
    c.set("requestId", requestId);
    await next();
    c.header("x-request-id", requestId);
    const durationMs = performance.now() - startedAt;
    const { method } = c.req;
    const route = c.get("route") ?? "none";
    const { status } = c.res;
    tally.observe(
      "http_request_duration_seconds",
      { method: methods.has(method) ? method : "other", route, status: String(status) },
      durationMs,
    );
    log.info("request", {
      request_id: requestId,
      method,
      route,
      status,
      duration_ms: Math.round(durationMs * 10) / 10,
      tenant_id: c.get("tenantId"),
    });
  });
}
