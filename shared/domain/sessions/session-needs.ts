import type { Announcements } from "../../ports/announcements.ts";
import type { ChatModel } from "../../ports/chat-model.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { JobQueue } from "../../ports/outbox.ts";
import type { SessionChecks } from "../../ports/session-checks.ts";
import type { Sessions } from "../../ports/sessions.ts";
import type { TurnStream } from "../../ports/turn-stream.ts";
import type { WorkLog } from "../../ports/work-log.ts";

export interface SessionNeeds {
  readonly sessions: Sessions;
  readonly turnStream: Pick<TurnStream, "activityOf">;
  readonly checks: SessionChecks;
  readonly jobs: JobQueue;
  readonly chatModel: ChatModel;
  readonly announcements: Pick<Announcements, "sessionEnded">;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

export interface SessionRules {
  /** After how long without a word a session is over. */
  readonly idleMs: number;
  /** The embedding model. */
  readonly model: string;
}

export interface SessionJob {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly conversationId: string;
  readonly requestId: string;
  /** Sent to look whether it is over; else somebody has ended it, or its check was lost. */
  readonly isCheck: boolean;
  /** How often it was received, this time included. */
  readonly attempts: number;
}

/** A turn that has run for so long has no runner any more. */
export const longestTurnMs = 900_000;
