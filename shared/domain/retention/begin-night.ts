import type { Clock, Ids } from "../../ports/clock.ts";
import type { RetentionQueue, RetentionWork } from "../../ports/retention.ts";

interface Needs {
  readonly retentionWork: RetentionWork;
  readonly retentionQueue: RetentionQueue;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Begins this night's run over all tenants, once, and sends out again what was begun and never handed on. */
export async function beginNight(ports: Needs): Promise<{ waiting: number }> {
  const now = ports.clock.now();
  const night = new Date(now).toISOString().slice(0, 10);
  const waiting = await ports.retentionWork.beginNight({ id: ports.ids.next(), night, now });
  await ports.retentionQueue.send(
    waiting.map((runId) => ({ kind: "walk_tenants", runId, requestId: `retention-${night}` })),
  );
  return { waiting: waiting.length };
}
