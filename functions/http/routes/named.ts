import type { Named } from "#shared/domain/access/act-for.ts";

/** On the wire a tenant and a user are named in snake case. */
export function toNamed({
  tenant_id,
  user_id,
}: {
  tenant_id?: string | undefined;
  user_id?: string | undefined;
}): Named {
  return { tenantId: tenant_id, userId: user_id };
}
