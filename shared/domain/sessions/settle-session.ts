import { Conflict, UpstreamUnavailable } from "../../errors.ts";
import type { EndedSession } from "../../ports/sessions.ts";
import { AnswerUnread, askModel } from "../learning/ask-model.ts";
import { sendNow } from "../outbox/send-now.ts";
import { type DescribedSession, describeSession } from "./describe-session.ts";
import { leaveOutUnfit } from "./leave-out-unfit.ts";
import { type SessionAnswer, sessionShape } from "./session-answer.ts";
import { longestTurnMs, type SessionJob, type SessionNeeds, type SessionRules } from "./session-needs.ts";
import { toSettlement } from "./to-settlement.ts";

const most = { messages: 200, characters: 24_000 };
/** For the answer and, where it cannot be read, another. */
const longestWaitMs = 45_000;
/** What is left for the statement that settles, and for telling of it. */
const timeToSettleMs = 10_000;
/** As often as the queue gives a record back, in the end each quarter of an hour: two to three hours. */
const triesOfModel = 20;
/** Whoever has just settled it is telling of it. */
const tellingMs = 60_000;
const decisions = 3;

type Done = { readonly settled: number };

/** Does what the end of a session leaves, once: a title, a summary, the person's state; and tells their devices. */
export async function settleSession(
  ports: SessionNeeds,
  rules: SessionRules,
  job: SessionJob,
  time: { remainingMs(): number },
): Promise<Done> {
  for (let decided = 0; decided < decisions; decided++) {
    const done = await trySettling(ports, rules, job, time);
    if (done !== "stale") return done;
  }
  throw new Conflict("the person's state changes all the time", 15);
}

async function trySettling(
  ports: SessionNeeds,
  rules: SessionRules,
  job: SessionJob,
  time: { remainingMs(): number },
): Promise<Done | "stale"> {
  const { tenantId, sessionId, requestId } = job;
  const runningSince = ports.clock.now() - longestTurnMs;
  const session = await ports.sessions.read({ tenantId, sessionId, most, runningSince });
  if (session === null || session.settledAt !== null) return await tellAgain(ports, job, session);
  if (session.isRunning) throw new Conflict("a turn of the session still runs", 15);
  const said = leaveOutUnfit(session.messages);
  const described = describeSession(session, said);
  const answer = described.spoken.length === 0 ? null : await ask(ports, job, described, time);
  if (answer === "given up") return { settled: 0 };
  const settlement = toSettlement(ports, rules, { sessionId, requestId, session, described, answer });
  const settled = await ports.sessions.settle(settlement);
  if (settled.outcome === "stale") return "stale";
  if (settled.outcome === "gone") return { settled: 0 };
  if (settled.leavesEmbedding) {
    const memoryIds = [settlement.memory!.id];
    const common = { id: settlement.embedOutboxId, tenantId, queue: "memory-jobs", requestId };
    await sendNow(ports, { ...common, messageIds: [], memoryIds });
  }
  await tell(ports, job, { ...session, title: settled.title, summary: settlement.summary });
  return { settled: 1 };
}

async function ask(
  ports: SessionNeeds,
  job: SessionJob,
  { instructions, input }: DescribedSession,
  time: { remainingMs(): number },
): Promise<SessionAnswer | "given up"> {
  const { tenantId, sessionId, attempts, requestId } = job;
  const until = ports.clock.now() + Math.min(longestWaitMs, time.remainingMs() - timeToSettleMs);
  try {
    return await askModel(ports, { shape: sessionShape, instructions, input, until });
  } catch (error) {
    const reason = error instanceof AnswerUnread ? error.reason : "given_up";
    const isLast = reason !== "given_up" || attempts >= triesOfModel;
    if (!isLast || !(error instanceof UpstreamUnavailable || error instanceof AnswerUnread)) throw error;
    const now = ports.clock.now();
    await ports.sessions.fail({ tenantId, sessionId, reason, attempts, requestId, now });
    ports.log.warn("a session is not settled: see GET /v1/admin/jobs", {
      ...{ request_id: requestId, session_id: sessionId, reason, error },
    });
    return "given up";
  }
}

/** Somebody settled it: where they may have died before telling of it, it is told now. */
async function tellAgain(ports: SessionNeeds, job: SessionJob, session: EndedSession | null): Promise<Done> {
  const { tenantId, sessionId } = job;
  if (session === null) await ports.sessions.finish({ tenantId, sessionId });
  else if (session.waits && session.settledAt! + tellingMs < ports.clock.now())
    await tell(ports, job, session);
  return { settled: 0 };
}

async function tell(
  ports: SessionNeeds,
  { tenantId, sessionId }: SessionJob,
  { learner, clientConversationId, title, summary }: EndedSession,
): Promise<void> {
  const whose = { tenantId, userId: learner.userId };
  await ports.announcements.sessionEnded(whose, { clientConversationId, title, summary });
  await ports.sessions.finish({ tenantId, sessionId });
}
