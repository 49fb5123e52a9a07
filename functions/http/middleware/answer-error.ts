import type { Context } from "hono";
import { errorHeaders, handlingOf, toErrorBody } from "#shared/runtime/error-response.ts";
import type { Logger } from "#shared/runtime/logger.ts";
import type { Env } from "../app.ts";

/** Every error leaves in one envelope; the cause of what is not the caller's fault goes to the log. */
export function createErrorResponder(log: Logger) {
  return (error: unknown, c: Context<Env>): Response => {
    const requestId = c.get("requestId");
    const { status } = handlingOf(error);
    if (status >= 500) {
      const [route, tenantId] = [c.get("route") ?? "none", c.get("tenantId")];
      log.error("request failed", { request_id: requestId, route, tenant_id: tenantId, error });
    }
    return c.json({ error: toErrorBody(error, requestId) }, status, errorHeaders(error));
  };
}
