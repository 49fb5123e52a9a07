import { BeingErased, NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { TenantUser, TenantUsers } from "../../ports/tenant-users.ts";
import { deriveOwnerId } from "../access/derive-ids.ts";
import { type EndsAccess, endAccess } from "./end-access.ts";

interface Needs extends EndsAccess {
  readonly tenantUsers: TenantUsers;
}

/** Shuts a user out, or lets them in again. Safe to repeat: whoever cannot tell every instance fails, and may ask again. */
export async function disableUser(
  ports: Needs,
  { actor, userId, disabled }: { actor: Actor; userId: string; disabled: boolean },
): Promise<TenantUser> {
  const { tenantId, callerId: actorId } = actor;
  const now = ports.clock.now();
  const user = await ports.tenantUsers.setDisabled({ tenantId, userId, disabled, actorId, now });
  if (!user) throw new NotFound("user");
  if (user.isLeaving && !disabled) throw new BeingErased();
  if (!disabled) await ports.revocations.letIn(tenantId, userId);
  else {
    const ownerId = deriveOwnerId(tenantId, userId);
    await endAccess(ports, { tenantId, userId, ownerId, callerId: actorId }, "forbidden");
  }
  return user;
}
