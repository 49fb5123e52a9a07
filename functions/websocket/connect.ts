import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import type { CatchUps } from "#shared/ports/catch-ups.ts";
import type { Connections } from "#shared/ports/connections.ts";
import type { Tally } from "#shared/ports/metrics.ts";
import type { Logger } from "#shared/runtime/logger.ts";
import type { SocketEvent } from "./socket-event.ts";
import { tokenEndOf } from "./token-end-of.ts";

interface Needs {
  readonly connections: Connections;
  readonly catchUps: CatchUps;
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
    const { tenant_id: tenantId, user_id: userId, sign_in_id, key_id } = authorizer;
    await Promise.all([
      ports.connections.put({
        connectionId,
        tenantId,
        userId,
        connectedAt,
        signInId: sign_in_id ?? null,
        ...(key_id !== undefined && { keyId: key_id }),
        expiresAt: tokenEndOf(authorizer),
      }),
      askCatchUp({ tenantId, userId, connectionId, requestId }, ports),
    ]);
    ports.tally.add("aimi_websocket_connects_total", { outcome: "accepted" });
    ports.log.info("connected", { request_id: requestId, connection_id: connectionId, tenant_id: tenantId });
    return { statusCode: 200 };
  } catch (error) {
    ports.tally.add("aimi_websocket_connects_total", { outcome: "failed" });
    ports.log.error("not connected", { request_id: requestId, connection_id: connectionId, error });
    return { statusCode: 500 };
  }
}

/** A socket opens without it: what came due stands in the inbox too. */
async function askCatchUp(
  socket: Omit<Parameters<CatchUps["ask"]>[0], "ownerId">,
  { catchUps, log }: Needs,
): Promise<void> {
  try {
    await catchUps.ask({ ...socket, ownerId: deriveOwnerId(socket.tenantId, socket.userId) });
  } catch (error) {
    const { requestId: request_id, connectionId: connection_id } = socket;
    log.warn("catch-up not asked for", { request_id, connection_id, error });
  }
}
