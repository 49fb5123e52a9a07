import { createMiddleware } from "hono/factory";
import type { Env } from "../app.ts";

const aYearSeconds = 31_536_000;

/** Keeps a browser from doing more with an answer than it should; a page may bring a policy of its own. */
export function secureHeaders(stage: string) {
  return createMiddleware<Env>(async (c, next) => {
    await next();
    const headers: Record<string, string> = {
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      // On a laptop there is no TLS to insist on.
      ...(stage !== "local" && { "strict-transport-security": `max-age=${aYearSeconds}; includeSubDomains` }),
    };
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
    if (!c.res.headers.has("content-security-policy")) {
      c.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    }
  });
}
