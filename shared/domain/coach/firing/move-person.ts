import { UpstreamUnavailable } from "../../../errors.ts";
import type { Floating, Recipient } from "../../../ports/occurrences.ts";
import type { FinishedWork, OutboxEntry } from "../../../ports/outbox.ts";
import type { Reminders } from "../../../ports/reminders.ts";
import { sendNow } from "../../memory/leave-job.ts";
import { instantOf } from "../../time/wall-clock.ts";
import { nextOccurrence } from "../recurrence/next-occurrence.ts";
import type { FiringNeeds } from "./firing-needs.ts";
import { toRemindEntry } from "./to-remind-entry.ts";
import { toUnscheduleEntry } from "./to-unschedule-entry.ts";

interface Needs extends Pick<FiringNeeds, "occurrences" | "jobs" | "clock" | "ids" | "log"> {
  readonly reminders: Pick<Reminders, "change">;
  readonly finishedWork: FinishedWork;
}

export interface MoveJob {
  readonly id: string;
  readonly recipient: Recipient;
  readonly requestId: string;
}

const perPage = 20;

/** Takes what floats along to where the person is now. Begun anew, it finds moved what it has moved before. */
export async function movePerson(ports: Needs, job: MoveJob): Promise<{ moved: number }> {
  let [moved, after]: [number, string | null] = [0, null];
  for (;;) {
    const page = await ports.occurrences.floating(job.recipient, perPage, after);
    const entries = await Promise.all(page.map((each) => moveOne(ports, job, each)));
    moved += entries.filter(({ length }) => length > 0).length;
    await sendNow(ports, ...entries.flat());
    if (page.length < perPage) break;
    after = page.at(-1)!.id;
  }
  await ports.finishedWork.finish(job.recipient.tenantId, job.id);
  return { moved };
}

/** The letters that its new time asks for; none where it stands as it should. */
async function moveOne(
  ports: Needs,
  { recipient, requestId }: MoveJob,
  floating: Floating,
): Promise<OutboxEntry[]> {
  const { id, version, zone } = floating;
  const now = ports.clock.now();
  const dueAt = timeOf(floating, now);
  if (dueAt === null || floating.waiting.some((each) => !each.isExtra && each.dueAt === dueAt)) return [];
  const person = { ...recipient, callerId: recipient.userId, mayProvision: false };
  const next = { id: ports.ids.next(), dueAt, zone };
  const changed = await ports.reminders.change({ person, id, version, change: {}, next, requestId, now });
  if (changed.outcome === "outdated") throw new UpstreamUnavailable("a reminder that is being changed");
  // Elsewhere: they have moved again, and that is another job's.
  if (changed.outcome !== "written") return [];
  const whose = { tenantId: recipient.tenantId, requestId };
  return [
    ...changed.dropped.map((dropped) => toUnscheduleEntry(dropped, whose)),
    ...(changed.waiting
      ? [toRemindEntry({ reminderId: id, at: changed.waiting.dueAt }, { ...whose, now })]
      : []),
  ];
}

/** What is once and lies behind them now is told at once. */
function timeOf({ recurrence, startsLocal, zone }: Floating, now: number): number | null {
  if (recurrence === null) return instantOf(Date.parse(`${startsLocal}Z`), zone);
  return nextOccurrence({ recurrence, startsLocal, zone, after: now });
}
