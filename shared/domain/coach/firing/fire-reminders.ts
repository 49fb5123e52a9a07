import { armReminders } from "./arm-reminders.ts";
import { fireDue } from "./fire-due.ts";
import {
  type FiredEach,
  type FiringNeeds,
  momentKey,
  type RemindJob,
  type RemindJobs,
} from "./firing-needs.ts";
import { holdBack } from "./hold-back.ts";
import { longestHeldMs } from "./to-remind-entry.ts";

const ways = { far: armReminders, soon: holdBack, due: fireDue };

/** Looks at reminders at their instant: what is too early waits, as a schedule or in the queue; what is due is told. */
export async function fireReminders(ports: FiringNeeds, { tenantId, jobs }: RemindJobs): Promise<FiredEach> {
  const now = ports.clock.now();
  const distinct = [...new Map(jobs.map((job) => [momentKey(job), job])).values()];
  const byWay = Object.groupBy(distinct, ({ at }) =>
    at <= now ? "due" : at - now <= longestHeldMs ? "soon" : "far",
  );
  const results = new Map<string, FiredEach[number]>();
  const go = async (way: keyof typeof ways, some: readonly RemindJob[] = []) => {
    if (some.length === 0) return;
    const each = await ways[way](ports, { tenantId, jobs: some }).catch((reason: unknown) =>
      some.map(() => ({ status: "rejected" as const, reason })),
    );
    for (const [at, job] of some.entries()) results.set(momentKey(job), each[at]!);
  };
  await Promise.all([go("due", byWay.due), go("soon", byWay.soon), go("far", byWay.far)]);
  return jobs.map((job) => results.get(momentKey(job))!);
}
