import { UpstreamUnavailable } from "../../../errors.ts";
import type { Floating, Recipient } from "../../../ports/occurrences.ts";
import type { FinishedWork, OutboxEntry } from "../../../ports/outbox.ts";
import type { Reminders } from "../../../ports/reminders.ts";
import { sendNow } from "../../outbox/send-now.ts";
import { instantOf } from "../../time/wall-clock.ts";
import type { Happening } from "../recurrence/instants-of.ts";
import { nextOccurrence } from "../recurrence/next-occurrence.ts";
import { occurrencesBetween } from "../recurrence/occurrences-between.ts";
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
function timeOf(floating: Floating, now: number): number | null {
  const { recurrence, startsLocal, zone, waiting } = floating;
  if (recurrence === null) return instantOf(Date.parse(`${startsLocal}Z`), zone);
  const happening = { recurrence, startsLocal, zone };
  const standing = waiting.find(({ isExtra }) => !isExtra);
  const isPutOff = standing !== undefined && waiting.some(({ isExtra }) => isExtra);
  if (!isPutOff) return nextOccurrence({ ...happening, after: now });
  return nearestTime(happening, standing.dueAt, now);
}

/** Clocks differ by so much at most. */
const farthestMs = 26 * 3_600_000;

/** The same time of a rule by clocks up to twelve hours away: one before it was put off, and is not to come back. */
function nearestTime(happening: Happening, at: number, now: number): number | null {
  const from = Math.max(now + 1, at - farthestMs);
  const near = occurrencesBetween({ ...happening, from, until: at + farthestMs, limit: 60 });
  const away = (time: number) => Math.abs(time - at);
  const [nearest] = near.toSorted((one, other) => away(one) - away(other));
  return nearest ?? nextOccurrence({ ...happening, after: Math.max(now, at) });
}
