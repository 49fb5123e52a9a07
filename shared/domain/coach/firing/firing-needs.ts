import type { Announcements } from "../../../ports/announcements.ts";
import type { CheckIns } from "../../../ports/check-ins.ts";
import type { Clock, Ids } from "../../../ports/clock.ts";
import type { Tally } from "../../../ports/metrics.ts";
import type { Alarms, Moment, Occurrences } from "../../../ports/occurrences.ts";
import type { JobQueue } from "../../../ports/outbox.ts";
import type { PushSender } from "../../../ports/push.ts";
import type { WorkLog } from "../../../ports/work-log.ts";

export interface FiringNeeds {
  readonly occurrences: Occurrences;
  readonly alarms: Alarms;
  readonly jobs: JobQueue;
  readonly announcements: Pick<Announcements, "reminderDue" | "reminderClosed">;
  readonly push: PushSender;
  readonly checkIns: CheckIns;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: WorkLog;
}

/** A letter that says: look at this reminder at this instant. */
export interface RemindJob extends Moment {
  readonly requestId: string;
}

/** All of one tenant. */
export interface RemindJobs<Job extends RemindJob = RemindJob> {
  readonly tenantId: string;
  readonly jobs: readonly Job[];
}

/** What became of a letter: its schedule stands, it waits in the queue, or somebody was told; "nothing" was to be done. */
export type Fired = {
  readonly outcome: "armed" | "waits" | "nothing" | "told" | "pushed" | "inbox" | "opened" | "skipped";
};

/** One result a letter, in their order. */
export type FiredEach = readonly PromiseSettledResult<Fired>[];

export function momentKey({ reminderId, at }: Moment): string {
  return `${reminderId}/${at}`;
}
