import { Hono } from "hono";
import { hashKey } from "#shared/domain/access/authenticate.ts";
import { createFrontDoor } from "#shared/domain/access/front-door.ts";
import { createKeyring } from "#shared/domain/access/keyring.ts";
import type { composeHttp } from "#shared/runtime/compose/http.ts";
import { createErrorResponder } from "./middleware/answer-error.ts";
import { corsFor } from "./middleware/cors.ts";
import { guardOrigin } from "./middleware/guard-origin.ts";
import { identifyRequest } from "./middleware/identify-request.ts";
import { answerNoRoute } from "./middleware/no-route.ts";
import { secureHeaders } from "./middleware/secure-headers.ts";
import { mount } from "./mount.ts";
import { routes } from "./routes/index.ts";

export type Composed = Awaited<ReturnType<typeof composeHttp>>;
export type Ports = Composed["ports"];
export interface Env {
  Bindings: { requestContext?: { http?: { sourceIp?: string } } };
  Variables: { requestId: string; route: string; tenantId: string | undefined };
}

export function createApp({ settings, ports }: Composed) {
  const app = new Hono<Env>();
  const rules = {
    mode: settings.AIMI_AUTH_MODE,
    stage: settings.AIMI_STAGE,
    operatorKeyHashes: settings.AIMI_API_KEYS.map(hashKey),
  };
  const keyring = createKeyring(ports);
  const frontDoor = createFrontDoor(
    { ...ports, keyring },
    {
      tenantRatePerMinute: settings.AIMI_TENANT_RATE_LIMIT_PER_MINUTE,
      keyRatePerMinute: settings.AIMI_KEY_RATE_LIMIT_PER_MINUTE,
    },
  );
  const proofs = { recognise: keyring.recognise, verify: ports.accessTokens.verify };
  const answerError = createErrorResponder(ports.log);

  app.use(identifyRequest(ports));
  app.use(secureHeaders(settings.AIMI_STAGE));
  app.use(corsFor(settings.AIMI_CORS_ORIGINS));
  app.use(guardOrigin(settings.AIMI_ORIGIN_SECRET));
  for (const route of routes) mount(app, route, { ports, settings, rules, proofs, frontDoor });
  app.notFound((c) => answerError(answerNoRoute(c.req.method, c.req.path), c));
  app.onError((error, c) => answerError(error, c));
  return app;
}
