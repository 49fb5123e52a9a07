import type { FiringNeeds, RemindJobs } from "./firing-needs.ts";
import { toRemindEntry } from "./to-remind-entry.ts";

type Needs = Pick<FiringNeeds, "occurrences" | "alarms" | "jobs" | "clock">;
type Result = PromiseSettledResult<{ readonly outcome: "unscheduled" }>;

/** Removes schedules of times that stand no more. A time that was taken back meanwhile is looked at again. */
export async function unschedule(ports: Needs, { tenantId, jobs }: RemindJobs): Promise<readonly Result[]> {
  const removed = await Promise.allSettled(jobs.map((job) => ports.alarms.remove(job)));
  const gone = jobs.filter((_, at) => removed[at]!.status === "fulfilled");
  if (gone.length > 0) {
    const moments = gone.map(({ reminderId, at }) => ({ reminderId, at }));
    const back = await ports.occurrences.disarmed({ tenantId, moments });
    const { requestId } = gone[0]!;
    const now = ports.clock.now();
    if (back.length > 0) {
      await ports.jobs.send(back.map((moment) => toRemindEntry(moment, { tenantId, requestId, now })));
    }
  }
  return removed.map((each) =>
    each.status === "fulfilled" ? { status: each.status, value: { outcome: "unscheduled" } } : each,
  );
}
