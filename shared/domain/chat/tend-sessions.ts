import { leaveEnd } from "../sessions/leave-end.ts";
import type { RunningTurn } from "./running-turn.ts";
import type { TurnNeeds } from "./turn-needs.ts";

type Needs = Pick<TurnNeeds, "jobs" | "sessionChecks" | "log">;
type Claimed = Pick<RunningTurn, "begun" | "letter" | "rules">;

/** A check comes when the session must be over, and not a moment before. */
const afterIdleSeconds = 5;

/** Sends what the claim of a turn left of sessions: the end of the one before, and a look at the one that began. */
export async function tendSessions(ports: Needs, { begun, letter, rules }: Claimed): Promise<void> {
  await Promise.all([
    begun.endedSession && leaveEndOf(ports, begun, letter),
    begun.sessionIsNew && checkLater(ports, { begun, letter, rules }),
  ]);
}

function leaveEndOf(
  ports: Needs,
  { endedSession, conversationId }: Claimed["begun"],
  letter: Claimed["letter"],
) {
  const { tenantId, ownerId, requestId } = letter;
  const { sessionId, leavesLearning: learns } = endedSession!;
  return leaveEnd(ports, { tenantId, ownerId, sessionId, conversationId, requestId, learns });
}

/** A failure loses nothing: the session's outbox row is due a little later. */
async function checkLater(ports: Needs, { begun, letter, rules }: Claimed): Promise<void> {
  try {
    await ports.sessionChecks.schedule({
      sessionId: begun.sessionId,
      conversationId: begun.conversationId,
      tenantId: letter.tenantId,
      delaySeconds: Math.ceil(rules.sessionIdleMs / 1_000) + afterIdleSeconds,
      requestId: letter.requestId,
    });
  } catch (error) {
    ports.log.warn("session's check not sent, the sweep will", {
      session_id: begun.sessionId,
      request_id: letter.requestId,
      error,
    });
  }
}
