import { leaveLearning } from "./leave-end.ts";
import { longestTurnMs, type SessionJob, type SessionNeeds, type SessionRules } from "./session-needs.ts";
import { settleSession } from "./settle-session.ts";

/** So that the check finds the session over, and not about to be. */
const behindMs = 5_000;
/** Between looks at a turn that is not done. */
const leastPauseMs = 30_000;

type Done = { readonly looked: number; readonly settled: number };

/**
 * Ends a session that is over, and does what its end leaves. Redis tells without waking Postgres that somebody still
 * talks; Postgres decides.
 */
export async function endSession(
  ports: SessionNeeds,
  rules: SessionRules,
  job: SessionJob,
  time: { remainingMs(): number },
): Promise<Done> {
  const { tenantId, sessionId, requestId } = job;
  const activeAt = job.isCheck ? await activityOf(ports, job) : null;
  if (activeAt !== null && activeAt + rules.idleMs > ports.clock.now()) {
    return await lookAgain(ports, rules, job, activeAt);
  }
  const now = ports.clock.now();
  const ended = await ports.sessions.endIdle({
    ...{ tenantId, sessionId, requestId, now },
    idleSince: now - rules.idleMs,
    runningSince: now - longestTurnMs,
  });
  if (ended.outcome === "active") return await lookAgain(ports, rules, job, ended.lastActiveAt);
  if (ended.outcome === "gone") {
    await ports.sessions.finish({ tenantId, sessionId });
    return { looked: 1, settled: 0 };
  }
  await leaveLearning(ports, { ...job, ...ended });
  return { looked: 1, ...(await settleSession(ports, rules, job, time)) };
}

async function activityOf(ports: SessionNeeds, job: SessionJob): Promise<number | null> {
  try {
    const activity = await ports.turnStream.activityOf(job.conversationId);
    return activity === "running" ? ports.clock.now() : activity;
  } catch (error) {
    ports.log.warn("session in progress not read, Postgres decides", { request_id: job.requestId, error });
    return null;
  }
}

async function lookAgain(
  ports: SessionNeeds,
  { idleMs }: SessionRules,
  { sessionId, conversationId, tenantId, requestId }: SessionJob,
  activeAt: number,
): Promise<Done> {
  const restMs = Math.max(leastPauseMs, activeAt + idleMs - ports.clock.now()) + behindMs;
  const delaySeconds = Math.ceil(restMs / 1_000);
  await ports.checks.schedule({ sessionId, conversationId, tenantId, delaySeconds, requestId });
  return { looked: 1, settled: 0 };
}
