import type { LearningJob } from "../../ports/learning.ts";
import { failJob } from "./keep-unread.ts";

/** Keeps a job that was tried too often as a failed one; what it is about waits. Safe to repeat. */
export async function giveUpLearning(
  ports: Parameters<typeof failJob>[0],
  job: LearningJob,
): Promise<{ failed: number }> {
  return { failed: await failJob(ports, job, "given_up") };
}
