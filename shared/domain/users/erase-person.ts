import type { Clock } from "../../ports/clock.ts";
import type { Deletions, ErasureStep, OpenDeletion } from "../../ports/erasure.ts";
import type { Revocations } from "../../ports/front-door.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import { sendNow } from "../outbox/send-now.ts";

interface Needs {
  readonly deletions: Deletions;
  readonly erasureSteps: readonly ErasureStep[];
  readonly revocations: Pick<Revocations, "forget">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly log: WorkLog;
}

export interface EraseJob {
  readonly id: string;
  readonly tenantId: string;
  readonly requestId: string;
}

const passes = 2;
/** A batch begun with less than this would hardly be done. */
const timeForBatchMs = 20_000;

/**
 * Erases what is kept of a person, batch by batch, and leaves the rest to the next job. What is done is noted step by
 * step: a worker that dies loses one, and of two that work at once each finds less. A second pass, begun once nobody
 * can write any more who began before the request, takes what they left.
 */
export async function erasePerson(
  ports: Needs,
  job: EraseJob,
  { remainingMs }: { remainingMs: number },
): Promise<{ erased: number; finished: number }> {
  const { tenantId, id } = job;
  const endsAt = ports.clock.now() + remainingMs;
  const hasTime = () => endsAt - ports.clock.now() >= timeForBatchMs;
  const open = await ports.deletions.findOpen(tenantId, id);
  if (!open || isResting(open, ports.clock.now())) return { erased: 0, finished: 0 };
  let erased = 0;
  for (const step of stepsOf(ports.erasureSteps, open)) {
    const done = await work(step, open, hasTime);
    erased += done.erased;
    if (!done.finished) {
      await sendNow(ports, { ...job, queue: "memory-jobs", kind: "erase_person", messageIds: [] });
      return { erased, finished: 0 };
    }
    const { pass } = open;
    await ports.deletions.noteStep({ tenantId, id, pass, step: step.name, erased: done.erased });
  }
  if (open.pass < passes) {
    await ports.deletions.beginPass({ tenantId, id, pass: open.pass + 1 });
    return { erased, finished: 0 };
  }
  await ports.revocations.forget(tenantId, open.person.userId);
  await ports.deletions.finish({ tenantId, id, now: ports.clock.now() });
  return { erased, finished: 1 };
}

/** A job that comes too early is one too many: the sweep sends the one that is due. */
function isResting({ pass, settlesAt }: OpenDeletion, now: number): boolean {
  return pass > 1 && now < settlesAt;
}

function stepsOf(steps: readonly ErasureStep[], { pass, stepsDone }: OpenDeletion): ErasureStep[] {
  return steps.filter(({ name, waitsForWriters }) => {
    return !stepsDone.includes(name) && (!waitsForWriters || pass > 1);
  });
}

async function work(step: ErasureStep, { person }: OpenDeletion, hasTime: () => boolean) {
  let erased = 0;
  while (hasTime()) {
    const batch = await step.eraseSome(person);
    erased += batch.erased;
    if (!batch.more) return { erased, finished: true };
  }
  return { erased, finished: false };
}
