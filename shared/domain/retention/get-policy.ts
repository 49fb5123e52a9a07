import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { RetentionPolicies, RetentionPolicy } from "../../ports/retention.ts";
import { defaultPolicy } from "./default-policy.ts";

export interface PolicyInForce {
  readonly policy: RetentionPolicy;
  readonly isDefault: boolean;
}

export async function getPolicy(
  ports: { readonly retentionPolicies: RetentionPolicies },
  { tenantId, mayProvision }: Actor,
): Promise<PolicyInForce> {
  const found = await ports.retentionPolicies.find(tenantId);
  if (!found && !mayProvision) throw new NotFound(`tenant ${tenantId}`);
  const own = found?.policy ?? null;
  return { policy: own ?? defaultPolicy, isDefault: own === null };
}
