import type { Moment } from "../../../ports/occurrences.ts";
import type { FiredEach, FiringNeeds, RemindJobs } from "./firing-needs.ts";

type Needs = Pick<FiringNeeds, "occurrences" | "alarms" | "log">;

/** Makes schedules for times that are far ahead, and notes of those that stand that nobody need look before. */
export async function armReminders(ports: Needs, { tenantId, jobs }: RemindJobs): Promise<FiredEach> {
  const set = await Promise.allSettled(jobs.map((job) => ports.alarms.set(tenantId, job, job.requestId)));
  const moments = jobs.filter((_, at) => set[at]!.status === "fulfilled");
  if (moments.length > 0) {
    const dropped = await ports.occurrences.armed({ tenantId, moments: moments.map(toMoment) });
    await Promise.all(dropped.map(({ reminderId, dueAt }) => removeGhost(ports, { reminderId, at: dueAt })));
  }
  return set.map((each) =>
    each.status === "fulfilled" ? { status: each.status, value: { became: "armed" } } : each,
  );
}

/** A schedule of what waits no more: if it stays, its letter finds nothing to fire. */
async function removeGhost({ alarms, log }: Needs, moment: Moment): Promise<void> {
  try {
    await alarms.remove(moment);
  } catch (error) {
    log.warn("schedule not removed", { reminder_id: moment.reminderId, error });
  }
}

function toMoment({ reminderId, at }: Moment): Moment {
  return { reminderId, at };
}
