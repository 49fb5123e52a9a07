import { UpstreamUnavailable } from "../../errors.ts";
import type { RetentionQueue, RetentionTask } from "../../ports/retention.ts";
import { type BeginNeeds, beginRun, claimRunId, type RunCall } from "./begin-run.ts";

interface Needs extends BeginNeeds {
  readonly retentionQueue: RetentionQueue;
}

/** Begins a run that the workers finish; its id. */
export async function startRun(ports: Needs, call: RunCall): Promise<string> {
  const id = await claimRunId(ports, call);
  const { actor, everyTenant, requestId } = call;
  if (everyTenant) {
    const { callerId: requestedBy } = actor;
    await ports.retentionRuns.beginForAll({ id, requestedBy, dryRun: false, now: ports.clock.now() });
    await tell(ports, { kind: "walk_tenants", runId: id, requestId });
  } else {
    await beginRun(ports, call, { id, dryRun: false });
    await tell(ports, { kind: "work_off", tenantId: actor.tenantId, requestId });
  }
  return id;
}

/** The run stands already: whoever is refused here may ask again, and the night finishes it in any case. */
async function tell({ retentionQueue }: Needs, task: RetentionTask): Promise<void> {
  try {
    await retentionQueue.send([task]);
  } catch (error) {
    throw new UpstreamUnavailable("the queue", error);
  }
}
