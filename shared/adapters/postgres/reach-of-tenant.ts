import type { Reach } from "./database.ts";

/** A call for one tenant sees what is that tenant's; null is the system, which sees all. */
export function reachOfTenant(tenantId: string | null): Reach {
  return tenantId === null ? { scope: "system" } : { scope: "tenant", tenantId };
}
