import type { Connections } from "#shared/ports/connections.ts";
import type { Tally } from "#shared/ports/metrics.ts";
import type { Logger } from "#shared/runtime/logger.ts";
import type { SocketEvent } from "./socket-event.ts";
import { tokenEndOf } from "./token-end-of.ts";

interface Needs {
  readonly connections: Connections;
  readonly tally: Tally;
  readonly log: Logger;
}

/** Remembers whose socket it is. Who may open one, the authorizer has decided; without its word nobody may. */
export async function connect(
  { requestContext }: SocketEvent,
  { ports }: { readonly ports: Needs },
): Promise<{ statusCode: number }> {
  const { connectionId, requestId, connectedAt, authorizer } = requestContext;
  try {
    if (!authorizer) throw new Error("no authorizer spoke for this socket");
    const { tenant_id: tenantId, user_id: userId, sign_in_id } = authorizer;
    await ports.connections.put({
      connectionId,
      tenantId,
      userId,
      connectedAt,
      signInId: sign_in_id ?? null,
      expiresAt: tokenEndOf(authorizer),
    });
    ports.tally.add("aimi_websocket_connects_total", { outcome: "accepted" });
    ports.log.info("connected", { request_id: requestId, connection_id: connectionId, tenant_id: tenantId });
    return { statusCode: 200 };
  } catch (error) {
    ports.tally.add("aimi_websocket_connects_total", { outcome: "failed" });
    ports.log.error("not connected", { request_id: requestId, connection_id: connectionId, error });
    return { statusCode: 500 };
  }
}
