import { Hono } from "hono";
import { composeAccess } from "#shared/runtime/compose/access.ts";
import type { composeHttp } from "#shared/runtime/compose/http.ts";
import { createErrorResponder } from "./middleware/answer-error.ts";
import { corsFor } from "./middleware/cors.ts";
import { guardOrigin } from "./middleware/guard-origin.ts";
import { identifyRequest } from "./middleware/identify-request.ts";
import { answerNoRoute } from "./middleware/no-route.ts";
import { secureHeaders } from "./middleware/secure-headers.ts";
import { mount } from "./mount.ts";
import { mountOnDemand } from "./mount-on-demand.ts";
import { routes } from "./routes/index.ts";
import { routesOnDemand } from "./routes/on-demand.ts";

export type Composed = Awaited<ReturnType<typeof composeHttp>>;
export type Ports = Composed["ports"];
interface Invocation {
  getRemainingTimeInMillis(): number;
}
export interface Env {
  /** Hono names the invocation's context by whether its answers stream. */
  Bindings: {
    requestContext?: { http?: { sourceIp?: string } };
    context?: Invocation;
    lambdaContext?: Invocation;
  };
  Variables: { requestId: string; route: string; tenantId: string | undefined };
}

export function createApp({ settings, ports }: Composed) {
  const app = new Hono<Env>();
  const access = composeAccess(settings, ports);
  const answerError = createErrorResponder(ports.log);

  app.use(identifyRequest(ports));
  app.use(secureHeaders(settings.AIMI_STAGE));
  app.use(corsFor(settings.AIMI_CORS_ORIGINS));
  app.use(guardOrigin(settings.AIMI_ORIGIN_SECRET));
  for (const route of routes) mount(app, route, { ports, settings, ...access });
  for (const group of routesOnDemand) mountOnDemand(app, group, { ports, settings, ...access });
  app.notFound((c) => answerError(answerNoRoute(c.req.method, c.req.path), c));
  app.onError((error, c) => answerError(error, c));
  return app;
}
