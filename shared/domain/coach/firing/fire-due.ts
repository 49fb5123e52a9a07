import { AppError, UpstreamUnavailable } from "../../../errors.ts";
import type { Claimed, Settlement } from "../../../ports/occurrences.ts";
import type { OutboxEntry } from "../../../ports/outbox.ts";
import { sendNow } from "../../outbox/send-now.ts";
import { type FiredOne, fireOne } from "./fire-one.ts";
import { type FiredEach, type FiringNeeds, momentKey, type RemindJobs } from "./firing-needs.ts";
import { toRemindEntry } from "./to-remind-entry.ts";

/** Longer than telling everybody takes. */
const leaseSeconds = 30;

type Result = PromiseSettledResult<FiredOne>;

/** Tells what is due now: one claim and one settling however many there are, and each fails for itself. */
export async function fireDue(ports: FiringNeeds, { tenantId, jobs }: RemindJobs): Promise<FiredEach> {
  const now = ports.clock.now();
  const requestIds = new Map(jobs.map((job) => [momentKey(job), job.requestId]));
  const claimed = await ports.occurrences.claim({
    tenantId,
    moments: jobs.map(({ reminderId, at }) => ({ reminderId, at })),
    leaseMs: leaseSeconds * 1_000,
    now,
  });
  const fired = await Promise.allSettled(
    claimed.map((each) => fireOne(ports, each, requestIds.get(momentKey(each))!)),
  );
  const results = await settleFired(ports, { tenantId, jobs }, fired);
  const byMoment = new Map(claimed.map((each: Claimed, at) => [momentKey(each), results[at]!]));
  return jobs.map((job) => toFired(byMoment.get(momentKey(job))));
}

async function settleFired(
  ports: FiringNeeds,
  { tenantId, jobs }: RemindJobs,
  fired: readonly Result[],
): Promise<readonly Result[]> {
  const done = fired.filter((each) => each.status === "fulfilled").map(({ value }) => value);
  if (done.length === 0) return fired;
  const settlements = done.map(({ settlement }) => settlement);
  try {
    const tells = done.flatMap(({ tell }) => tell ?? []);
    await settleAndSend(ports, { tenantId, settlements, tells, requestId: jobs[0]!.requestId });
  } catch (reason) {
    return fired.map((each) => (each.status === "fulfilled" ? { status: "rejected", reason } : each));
  }
  for (const { outcome } of done) ports.tally.add("aimi_reminders_fired_total", { outcome });
  return fired;
}

async function settleAndSend(
  ports: FiringNeeds,
  call: {
    tenantId: string;
    settlements: readonly Settlement[];
    tells: readonly OutboxEntry[];
    requestId: string;
  },
): Promise<void> {
  const { tenantId, requestId } = call;
  const moments = await ports.occurrences.settle({ ...call, now: ports.clock.now() });
  const now = ports.clock.now();
  const follows = moments.map((moment) => toRemindEntry(moment, { tenantId, requestId, now }));
  await sendNow(ports, ...follows, ...call.tells);
}

/** Whoever comes back before the claim has ended finds nothing to claim. */
function toFired(result: Result | undefined): FiredEach[number] {
  if (!result) return { status: "fulfilled", value: { became: "nothing" } };
  if (result.status === "fulfilled") return { status: "fulfilled", value: { became: result.value.outcome } };
  const asked = result.reason instanceof AppError ? (result.reason.retryAfterSeconds ?? 0) : 0;
  const restSeconds = Math.max(leaseSeconds + 1, asked);
  const reason = new UpstreamUnavailable("whoever is to be told", result.reason, restSeconds);
  return { status: "rejected", reason };
}
