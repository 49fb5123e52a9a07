import type { ActingUser } from "../../../ports/users.ts";
import type { Statement } from "../database.ts";
import { toIso } from "../instants.ts";
import provisionTenant from "./provision-tenant.sql";

/** Lets a tenant come into being, where its caller may. */
export function provisionOf({ tenantId, mayProvision }: ActingUser, now: number): Statement {
  return { text: provisionTenant, values: [tenantId, toIso(now), mayProvision] };
}
