import { NotFound } from "../../errors.ts";
import type { ApiKeys } from "../../ports/api-keys.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";

interface Needs {
  readonly apiKeys: ApiKeys;
  readonly revocations: Revocations;
  readonly liveConnections: LiveConnections;
  readonly clock: Clock;
}

/**
 * Revokes a key, tells every instance that remembers it, and ends the sockets that it opened. Safe to repeat: if they
 * cannot be told, the call fails.
 */
export async function revokeApiKey(
  ports: Needs,
  { tenantId, id, callerId }: { tenantId: string | null; id: string; callerId: string },
): Promise<void> {
  const revoked = await ports.apiKeys.revoke(tenantId, id, { callerId, now: ports.clock.now() });
  if (!revoked) throw new NotFound("key");
  await ports.revocations.tell(id);
  await ports.liveConnections.end({ keyId: id }, "unauthenticated");
}
