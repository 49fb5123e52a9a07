import { actFor } from "#shared/domain/access/act-for.ts";
import { authenticate, hashKey } from "#shared/domain/access/authenticate.ts";
import { createFrontDoor } from "#shared/domain/access/front-door.ts";
import { createKeyring } from "#shared/domain/access/keyring.ts";
import { Forbidden, ValidationFailed } from "#shared/errors.ts";
import { handlingOf } from "#shared/runtime/error-response.ts";
import { clientId } from "#shared/wire/primitives.ts";
import type { Composed, SocketEvent } from "./socket-event.ts";

const developer = "dev-user";
const noLimits = { tenantRatePerMinute: 0, keyRatePerMinute: 0 };

/** Lets a socket in and remembers whose it is. API Gateway passes only the status on. */
export async function connect(
  event: SocketEvent,
  { settings, ports }: Composed,
): Promise<{ statusCode: number }> {
  const { connectionId, requestId, connectedAt } = event.requestContext;
  try {
    const { tenantId, userId } = await identify(event, settings, ports);
    await ports.connections.put({ connectionId, tenantId, userId, connectedAt });
    ports.tally.add("aimi_websocket_connects_total", { outcome: "accepted" });
    ports.log.info("connected", { request_id: requestId, connection_id: connectionId, tenant_id: tenantId });
    return { statusCode: 200 };
  } catch (error) {
    const { status } = handlingOf(error);
    ports.tally.add("aimi_websocket_connects_total", { outcome: status >= 500 ? "failed" : "refused" });
    ports.log[status >= 500 ? "error" : "warn"]("not connected", { request_id: requestId, status, error });
    return { statusCode: status };
  }
}

async function identify(
  event: SocketEvent,
  settings: Composed["settings"],
  ports: Composed["ports"],
): Promise<{ tenantId: string; userId: string }> {
  const keyring = createKeyring(ports);
  const headers = lowerCased(event.headers ?? {});
  const query = event.queryStringParameters ?? {};
  const { requestId } = event.requestContext;
  const caller = await authenticate(
    {
      apiKey: headers["x-api-key"],
      authorization: headers.authorization,
      actsForUserId: headers["x-user-id"],
    },
    {
      mode: settings.AIMI_AUTH_MODE,
      stage: settings.AIMI_STAGE,
      operatorKeyHashes: settings.AIMI_API_KEYS.map(hashKey),
    },
    { recognise: keyring.recognise, verify: ports.accessTokens.verify },
  );
  if (!caller.scopes.has("chat")) throw new Forbidden("a socket needs the scope chat");
  const named = { tenantId: query.tenant_id, userId: query.user_id };
  const actor = actFor(caller, { userId: headers["x-user-id"] }, named);
  const person = actor.userId ?? (settings.AIMI_AUTH_MODE === "dev" ? developer : undefined);
  if (person === undefined) throw ValidationFailed.at("user_id", "is required: a socket is a person's");
  const [tenantId, userId] = [checked("tenant_id", actor.tenantId), checked("user_id", person)];
  await createFrontDoor({ ...ports, keyring }, noLimits).pass({
    caller,
    tenantId,
    userId,
    leavesWork: false,
    requestId,
  });
  return { tenantId, userId };
}

function checked(path: string, id: string): string {
  if (!clientId.safeParse(id).success) throw ValidationFailed.at(path, "is not a valid id");
  return id;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
