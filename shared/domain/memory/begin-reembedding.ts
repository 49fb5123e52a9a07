import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Embedder } from "../../ports/embedding.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { Reembedding } from "../../ports/reembedding.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Needs {
  readonly reembedding: Pick<Reembedding, "begin">;
  readonly embedder: Pick<Embedder, "model">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** What the time of one call allows; the sweep sends the others within minutes. */
const sentPerCall = 500;

/** Moves a tenant, or with null every one, to the model that this app is set to; how many tenants. */
export async function beginReembedding(
  ports: Needs,
  { tenantId, requestId, callerId }: { tenantId: string | null; requestId: string; callerId: string },
): Promise<number> {
  const { model } = ports.embedder;
  const entries = await ports.reembedding.begin({
    tenantId,
    model,
    requestId,
    now: ports.clock.now(),
    callerId,
  });
  if (tenantId !== null && entries.length === 0) throw new NotFound(`tenant ${tenantId}`);
  await sendNow(ports, ...entries.slice(0, sentPerCall));
  return entries.length;
}
