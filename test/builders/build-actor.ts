import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import { uniqueTenant } from "./unique-tenant.ts";

/** Someone who may provision a tenant of their own. */
export function buildActor(given: Partial<Omit<Actor, "ownerId">> = {}): Actor {
  const actor = {
    tenantId: given.tenantId ?? uniqueTenant(),
    userId: null,
    callerId: "test",
    mayProvision: true,
    ...given,
  };
  return { ...actor, ownerId: deriveOwnerId(actor.tenantId, actor.userId) };
}
