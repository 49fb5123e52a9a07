import type { Context, Hono } from "hono";
import { type AccessRules, authenticate } from "#shared/domain/access/authenticate.ts";
import type { Caller } from "#shared/domain/access/caller.ts";
import { Forbidden } from "#shared/errors.ts";
import type { Contract } from "#shared/wire/http/contract.ts";
import type { Composed, Env } from "./app.ts";
import { readBodyText } from "./read-body.ts";
import { readRequest } from "./read-request.ts";
import type { Answer, Route } from "./route.ts";

const nobody: Caller = { id: "nobody", tenantId: null, userId: null, scopes: new Set(), mayProvision: false };

/** Puts a route into the app with every check in the order that the API promises. */
export function mount(app: Hono<Env>, route: Route, composed: Composed & { rules: AccessRules }): void {
  const { contract } = route;
  app.on(contract.method.toUpperCase(), contract.path.replaceAll(/\{([^}]+)\}/g, ":$1"), async (c) => {
    c.set("route", contract.path);
    const caller = identifyCaller(c, contract, composed.rules);
    const bodyText = contract.body ? await readBodyText(c.req.raw, contract.bodyLimitBytes) : "";
    requireScope(caller, contract);
    const request = readRequest(c, contract, bodyText);
    const answer = await route.handle({
      ...request,
      caller,
      ports: composed.ports,
      settings: composed.settings,
      requestId: c.get("requestId"),
    });
    return answer instanceof Response ? answer : respond(c, answer);
  });
}

function identifyCaller(c: Context<Env>, contract: Contract, rules: AccessRules): Caller {
  if (contract.scope === "open") return nobody;
  return authenticate(
    {
      apiKey: c.req.header("x-api-key"),
      authorization: c.req.header("authorization"),
      actsForUserId: c.req.header("x-user-id"),
    },
    rules,
  );
}

function requireScope(caller: Caller, { scope }: Contract): void {
  if (scope !== "open" && !caller.scopes.has(scope))
    throw new Forbidden(`this call needs the scope ${scope}`);
}

function respond(c: Context<Env>, answer: Answer): Response {
  c.set("tenantId", answer.tenantId);
  return answer.status === 204 ? c.body(null, 204) : c.json(answer.body, answer.status);
}
