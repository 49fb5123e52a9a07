import { Forbidden } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Caller } from "./caller.ts";
import { deriveOwnerId } from "./derive-ids.ts";

export interface Named {
  readonly tenantId?: string | undefined;
  readonly userId?: string | undefined;
}

export const defaultTenantId = "default";

/** Settles on whose behalf a call works from all that it names; each must agree with the caller and the others. */
export function actFor(caller: Caller, ...names: readonly Named[]): Actor {
  let { tenantId, userId }: { tenantId: string | null; userId: string | null } = caller;
  for (const name of names) {
    tenantId = agree("tenant", tenantId, name.tenantId);
    userId = agree("user", userId, name.userId);
  }
  tenantId ??= caller.homeTenantId ?? defaultTenantId;
  return {
    tenantId,
    userId,
    ownerId: deriveOwnerId(tenantId, userId),
    callerId: caller.id,
    mayProvision: caller.mayProvision,
  };
}

function agree(what: "tenant" | "user", settled: string | null, named: string | undefined): string | null {
  if (named === undefined || named === settled) return settled;
  if (settled === null) return named;
  throw new Forbidden(`this caller may not act for ${what} ${named}`);
}
