import { createMiddleware } from "hono/factory";
import type { Logger } from "#shared/runtime/logger.ts";
import type { Env } from "../app.ts";

const acceptable = /^[A-Za-z0-9._:@-]{1,128}$/;

/** Gives every request an id, the caller's own where it is usable, and one log line. */
export function identifyRequest(log: Logger) {
  return createMiddleware<Env>(async (c, next) => {
    const startedAt = performance.now();
    const sent = c.req.header("x-request-id");
    const requestId = sent && acceptable.test(sent) ? sent : crypto.randomUUID();
    c.set("requestId", requestId);
    await next();
    c.header("x-request-id", requestId);
    c.header("x-content-type-options", "nosniff");
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
    log.info("request", {
      request_id: requestId,
      method: c.req.method,
      route: c.get("route") ?? "none",
      status: c.res.status,
      duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
      tenant_id: c.get("tenantId"),
    });
  });
}
