import { authenticate } from "#shared/domain/access/authenticate.ts";
import type { Caller } from "#shared/domain/access/caller.ts";
import { type Person, personOf } from "#shared/domain/access/person-of.ts";
import { redeemTicket } from "#shared/domain/access/redeem-ticket.ts";
import { Forbidden, RateLimited, ValidationFailed } from "#shared/errors.ts";
import { composeAccess } from "#shared/runtime/compose/access.ts";
import { handlingOf } from "#shared/runtime/error-response.ts";
import { clientId } from "#shared/wire/primitives.ts";
import type { AuthorizerAnswer, AuthorizerContext, AuthorizerEvent, Composed } from "./authorizer-event.ts";
import { createHandshakeGuard } from "./guard-handshake.ts";

type Fields = Readonly<Record<string, string>>;

/** Lets a socket in or not. Whoever is not let in learns no more than that; a fault of ours is no refusal. */
export function createSocketAuthorizer({ settings, ports }: Composed) {
  const { rules, frontDoor, proofs } = composeAccess(settings, ports);
  const guardHandshake = createHandshakeGuard(settings);

  async function identify(headers: Fields, { ticket }: Fields): Promise<Caller> {
    if (ticket !== undefined) {
      return { ...(await redeemTicket(ports, ticket)), mayProvision: rules.mode === "dev" };
    }
    const credentials = {
      apiKey: headers["x-api-key"],
      authorization: headers.authorization,
      actsForUserId: headers["x-user-id"],
    };
    return await authenticate(credentials, rules, proofs);
  }

  async function admit(event: AuthorizerEvent): Promise<{ caller: Caller; person: Person }> {
    const headers = lowerCased(event.headers ?? {});
    const query = event.queryStringParameters ?? {};
    guardHandshake(headers);
    const caller = await identify(headers, query);
    if (!caller.scopes.has("chat")) throw new Forbidden("a socket needs the scope chat");
    const named = { tenantId: query.tenant_id, userId: query.user_id };
    const person = personOf(caller, { userId: headers["x-user-id"] }, named);
    checkId("tenant_id", person.tenantId);
    checkId("user_id", person.userId);
    const { requestId } = event.requestContext;
    const { tenantId, userId } = person;
    const allowance = await frontDoor.pass({ caller, tenantId, userId, leavesWork: false, requestId });
    if (allowance?.refused) throw new RateLimited(allowance.resetSeconds);
    return { caller, person };
  }

  return async (event: AuthorizerEvent): Promise<AuthorizerAnswer> => {
    const { requestId, connectionId } = event.requestContext;
    try {
      const { caller, person } = await admit(event);
      return answer("Allow", event, `${person.tenantId}/${person.userId}`, toContext(caller, person));
    } catch (error) {
      const { status } = handlingOf(error);
      const isOurs = status >= 500;
      ports.tally.add("aimi_websocket_connects_total", { outcome: isOurs ? "failed" : "refused" });
      const fields = { request_id: requestId, connection_id: connectionId, status, error };
      ports.log[isOurs ? "error" : "warn"]("socket not let in", fields);
      if (isOurs) throw new Error("the socket's credentials could not be checked", { cause: error });
      return answer("Deny", event, "nobody");
    }
  };
}

function answer(
  Effect: "Allow" | "Deny",
  { methodArn }: AuthorizerEvent,
  principalId: string,
  context?: AuthorizerContext,
): AuthorizerAnswer {
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }] as const;
  return { principalId, policyDocument: { Version: "2012-10-17", Statement }, ...(context && { context }) };
}

function toContext(caller: Caller, { tenantId, userId, mayProvision }: Person): AuthorizerContext {
  const { signIn, key, tenantRatePerMinute: rate } = caller;
  return {
    tenant_id: tenantId,
    user_id: userId,
    caller_id: caller.id,
    ...(mayProvision && { may_provision: "true" }),
    ...(signIn && {
      sign_in_id: signIn.id,
      token_issued_at: String(signIn.issuedAt),
      token_expires_at: String(signIn.expiresAt),
    }),
    ...(key && { key_id: key.id, key_hash: key.hash }),
    ...(typeof rate === "number" && { tenant_rate_per_minute: String(rate) }),
  };
}

function checkId(path: string, id: string): void {
  if (!clientId.safeParse(id).success) throw ValidationFailed.at(path, "is not a valid id");
}

function lowerCased(headers: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
