import type { Clock } from "../../ports/clock.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { LiveConnections } from "../../ports/live-connections.ts";
import type { SignInHolder, SignIns } from "../../ports/sign-ins.ts";
import { revocationOf } from "../access/front-door.ts";

export interface EndsAccess {
  readonly revocations: Revocations;
  readonly signIns: Pick<SignIns, "end">;
  readonly liveConnections: LiveConnections;
  readonly clock: Clock;
}

/** Nobody acts for this person any more, by token, key or socket, within seconds. Safe to repeat. */
export async function endAccess(
  { revocations, signIns, liveConnections, clock }: EndsAccess,
  { tenantId, userId, ownerId, callerId }: SignInHolder & { readonly callerId?: string },
  code: Parameters<LiveConnections["end"]>[1],
): Promise<number> {
  await revocations.shutOut(tenantId, userId);
  const holder = { tenantId, userId, ownerId, ...(callerId !== undefined && { callerId }) };
  const ended = await signIns.end(holder, null, clock.now());
  await Promise.all(ended.map((id) => revocations.tell(revocationOf(id))));
  return ended.length + (await liveConnections.end({ tenantId, userId }, code));
}
