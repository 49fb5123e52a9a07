import { IdempotencyMismatch, NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { RetentionRun, RetentionRuns } from "../../ports/retention.ts";
import { deriveOwnerId } from "../access/derive-ids.ts";
import { defaultPolicy } from "./default-policy.ts";
import { getRun } from "./get-run.ts";

export interface RunCall {
  readonly actor: Actor;
  /** Over all tenants, and not the actor's alone. */
  readonly everyTenant: boolean;
  readonly idempotency: IdempotencyClaim | null;
  readonly requestId: string;
}

export interface BeginNeeds {
  readonly retentionRuns: RetentionRuns;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The id under which a call runs: a repeat under one key runs as the first one did. */
export async function claimRunId(
  { retentionRuns, ids, clock }: BeginNeeds,
  { actor, idempotency }: RunCall,
): Promise<string> {
  const id = ids.next();
  if (!idempotency) return id;
  const claimed = await retentionRuns.claim(actor, id, idempotency, clock.now());
  if (claimed === "mismatch") throw new IdempotencyMismatch();
  return claimed;
}

/** Begins a run of the actor's tenant, or finds it begun. */
export async function beginRun(
  ports: BeginNeeds,
  { actor }: RunCall,
  { id, dryRun }: { id: string; dryRun: boolean },
): Promise<RetentionRun> {
  const { tenantId } = actor;
  const begun = await ports.retentionRuns.begin({
    id,
    tenantId,
    ownerId: deriveOwnerId(tenantId, null),
    parentId: null,
    requestedBy: actor.callerId,
    dryRun,
    now: ports.clock.now(),
    defaultPolicy,
    mayProvision: actor.mayProvision,
  });
  if (begun === "tenant_unknown") throw new NotFound(`tenant ${tenantId}`);
  return begun === "begun_elsewhere" ? await getRun(ports, { tenantId, id }) : begun;
}
