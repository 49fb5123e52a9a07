import type { FiredEach, FiringNeeds, RemindJobs } from "./firing-needs.ts";
import { toRemindEntry } from "./to-remind-entry.ts";

/** What is due soon waits in the queue for the rest of the time; no store is asked. */
export async function holdBack(
  ports: Pick<FiringNeeds, "jobs" | "clock">,
  { tenantId, jobs }: RemindJobs,
): Promise<FiredEach> {
  const now = ports.clock.now();
  await ports.jobs.send(jobs.map((job) => toRemindEntry(job, { tenantId, requestId: job.requestId, now })));
  return jobs.map(() => ({ status: "fulfilled", value: { outcome: "waits" } }));
}
