import { setTimeout as sleep } from "node:timers/promises";
import { Conflict, IdempotencyMismatch, NotFound } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Conversations, LastSession } from "../../ports/conversations.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { Person } from "../access/person-of.ts";
import { leaveEnd } from "../sessions/leave-end.ts";

interface Needs {
  readonly conversations: Pick<Conversations, "endSession" | "findSummary">;
  readonly jobs: JobQueue;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: WorkLog;
  pause?(ms: number): Promise<unknown>;
}

export interface SummarizeConversation {
  readonly person: Person;
  readonly clientId: string;
  readonly requestId: string;
  readonly idempotency: IdempotencyClaim | null;
  /** How long the answer may wait for the summary. */
  readonly waitMs: number;
}

export type Summarized = LastSession & { readonly title: string | null };

const firstPauseMs = 250;
const longestPauseMs = 4_000;

/**
 * Ends the session that is open, or makes one of what came by the API; where nothing did, tells of the last one. What was
 * said stays in the next prompt.
 */
export async function summarizeConversation(
  ports: Needs,
  { person, clientId, requestId, idempotency, waitMs }: SummarizeConversation,
): Promise<Summarized> {
  const { conversations, clock } = ports;
  const now = clock.now();
  const call = { requestId, now, idempotency, newSessionId: ports.ids.next() };
  const end = await conversations.endSession(person, clientId, call);
  if (end === "mismatch") throw new IdempotencyMismatch();
  if (!end) throw new NotFound(`conversation ${clientId}`);
  const { conversationId, ended, last, title } = end;
  if (!last) throw new Conflict("nothing was said here: there is nothing to summarize");
  const { tenantId, ownerId } = person;
  if (ended) await leaveEnd(ports, { tenantId, ownerId, conversationId, requestId, ...ended });
  return await waitFor(ports, person, { ...last, title }, now + waitMs);
}

/** Asks ever more rarely. */
async function waitFor(
  { conversations, clock, pause = sleep }: Needs,
  person: Person,
  first: Summarized,
  untilMs: number,
): Promise<Summarized> {
  let found = first;
  for (let pauseMs = firstPauseMs; !found.isSettled; pauseMs = Math.min(longestPauseMs, pauseMs * 1.6)) {
    if (clock.now() + pauseMs > untilMs) break;
    await pause(pauseMs);
    const seen = await conversations.findSummary(person, found.sessionId);
    if (!seen) throw new NotFound("conversation");
    found = seen;
  }
  return found;
}
