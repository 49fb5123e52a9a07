import type { MemoryType } from "../../ports/memories.ts";
import type { EndedSession, SettleSession } from "../../ports/sessions.ts";
import { deriveTextHash } from "../access/derive-ids.ts";
import { rateMemory } from "../memory/rate-memory.ts";
import { tellLocalTime } from "../time/tell-local-time.ts";
import { cleanSummary } from "./clean-summary.ts";
import { cleanTitle } from "./clean-title.ts";
import { decideState } from "./decide-state.ts";
import type { DescribedSession } from "./describe-session.ts";
import { mayBeSaid } from "./may-be-said.ts";
import type { SessionAnswer } from "./session-answer.ts";
import type { SessionNeeds, SessionRules } from "./session-needs.ts";

interface Answered {
  readonly sessionId: string;
  readonly requestId: string;
  readonly session: EndedSession;
  readonly described: DescribedSession;
  /** Null where nobody said anything that may be kept. */
  readonly answer: SessionAnswer | null;
}

const mostSources = 50;

/** What is written of a session. Where nothing may be learnt of it, its summary is no memory, and nobody's state changes. */
export function toSettlement(
  { ids, clock }: Pick<SessionNeeds, "ids" | "clock">,
  { model }: Pick<SessionRules, "model">,
  { sessionId, requestId, session, described, answer }: Answered,
): SettleSession {
  const { tenantId, ownerId, userId, refusedTypes } = session.learner;
  const summary = cleanSummary(answer?.summary ?? "", refusedTypes);
  const content = summary === null ? "" : `${dateOf(session)}: ${summary}`;
  const sourceMessageIds = described.spoken.slice(-mostSources);
  const { version } = session.state;
  const nextId = () => ids.next();
  const changes = answer?.state ?? [];
  return {
    ...{ tenantId, ownerId, userId, sessionId, requestId, model, summary },
    conversationId: session.conversationId,
    title: session.title === null ? titleOf(answer, refusedTypes) : null,
    memory:
      summary !== null && session.learns && !refusedTypes.includes("context")
        ? {
            ...{ id: ids.next(), versionId: ids.next(), content, sourceMessageIds },
            textHash: deriveTextHash(null, content),
            importance: rateMemory({ type: "context", content }),
          }
        : null,
    state: session.learns ? decideState({ version, described, changes, refusedTypes, nextId }) : null,
    embedOutboxId: ids.next(),
    now: clock.now(),
  };
}

/** As a memory it is an account of a day, and no fact beside the facts that were learnt in it. */
function dateOf({ messages, learner }: EndedSession): string {
  const { said } = tellLocalTime(messages.at(-1)!.createdAt, learner.timeZone ?? "UTC");
  return `Conversation of ${said.slice(0, 10)}`;
}

function titleOf(answer: SessionAnswer | null, refusedTypes: readonly MemoryType[]): string | null {
  const title = cleanTitle(answer?.title ?? "");
  return title !== null && mayBeSaid(title, refusedTypes) ? title : null;
}
