import type { RetentionPolicies } from "#shared/ports/retention.ts";
import type { FakeRetentionStore } from "./fake-retention-store.ts";

export function fakeRetentionPolicies({ memory, policies }: FakeRetentionStore): RetentionPolicies {
  return {
    async find(tenantId) {
      return memory.tenants.has(tenantId) ? { policy: policies.get(tenantId) ?? null } : null;
    },
    async set({ tenantId, mayProvision }, policy) {
      if (mayProvision) memory.tenants.add(tenantId);
      if (!memory.tenants.has(tenantId)) return false;
      policies.set(tenantId, policy);
      return true;
    },
  };
}
