import type { Clock } from "../../ports/clock.ts";
import type { Learning, LearningJob } from "../../ports/learning.ts";

interface Needs {
  readonly learning: Pick<Learning, "fail">;
  readonly clock: Clock;
}

/** Notes a job down that was tried too often; what it was to learn from waits. */
export async function giveUpLearning(ports: Needs, job: LearningJob): Promise<{ failed: number }> {
  const now = ports.clock.now();
  const { tenantId } = job;
  return { failed: await ports.learning.fail({ tenantId, jobs: [job], reason: "given_up", now }) };
}
