import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RetentionPolicies, RetentionPolicy } from "../../ports/retention.ts";

/** Counts from the next run on; a run that has begun keeps what it began with. */
export async function setPolicy(
  ports: { readonly retentionPolicies: RetentionPolicies; readonly clock: Clock },
  { actor, policy }: { actor: Actor; policy: RetentionPolicy },
): Promise<void> {
  const known = await ports.retentionPolicies.set(actor, policy, ports.clock.now());
  if (!known) throw new NotFound(`tenant ${actor.tenantId}`);
}
