import type { Clock } from "../../ports/clock.ts";
import type { Tally } from "../../ports/metrics.ts";
import type { DirtyMark, JobQueue, Outbox } from "../../ports/outbox.ts";
import type { WorkLog } from "../../ports/work-log.ts";

interface Needs {
  readonly outbox: Outbox;
  readonly jobs: JobQueue;
  readonly dirtyMark: DirtyMark;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly log: WorkLog;
}

const entriesPerClaim = 100;
const claimsPerSweep = 20;

/** A request sets the mark before it writes and lives for 30 s: a mark older than this covers no write to come. */
const markSettlesAfterMs = 120_000;

/** A worker leaves work without a mark, where it takes other work away: it is seen after this at the latest. */
const longestRestMs = 600_000;

/**
 * Where only reminders wait, nothing is left without a mark but by their own worker. What it leaves takes the place of an
 * entry that was due no earlier than this rest ends: whatever became of it, that end is when it is seen.
 */
const longestRestOfRemindersMs = 86_400_000;

/** Sends again what was written but perhaps never sent. Leaves Postgres alone while nothing was written. */
export async function sweepOutbox(ports: Needs): Promise<{ looked: boolean; sent: number }> {
  const now = ports.clock.now();
  const mark = await readMark(ports, now);
  if (mark === null) return { looked: false, sent: 0 };

  const sent = await sendDue(ports, now);
  const settled = mark === "unknown" || mark < now - markSettlesAfterMs;
  if (settled) await settleMark(ports, mark, now);
  return { looked: true, sent };
}

async function readMark(ports: Needs, now: number): Promise<number | "unknown" | null> {
  try {
    return await ports.dirtyMark.read(now);
  } catch (error) {
    ports.log.warn("dirty mark not read, looking in Postgres", { error });
    return "unknown";
  }
}

/** Where nothing is left, or nothing is due for a while, the next sweeps leave Postgres asleep. */
async function settleMark(ports: Needs, seen: number | "unknown", now: number): Promise<void> {
  const next = await ports.outbox.nextDue();
  try {
    if (next === null) await ports.dirtyMark.clear(seen);
    else if (next.dueAt > now)
      await ports.dirtyMark.rest(seen, Math.min(next.dueAt, now + longestRestOf(next)));
  } catch (error) {
    ports.log.warn("dirty mark not settled", { error });
  }
}

function longestRestOf({ onlyReminders }: { onlyReminders: boolean }): number {
  return onlyReminders ? longestRestOfRemindersMs : longestRestMs;
}

async function sendDue(ports: Needs, now: number): Promise<number> {
  let sent = 0;
  for (let claim = 0; claim < claimsPerSweep; claim++) {
    const entries = await ports.outbox.claimDue(now, entriesPerClaim);
    if (entries.length > 0) await ports.jobs.send(entries);
    for (const { queue } of entries) ports.tally.add("aimi_outbox_resent_total", { queue });
    sent += entries.length;
    if (entries.length < entriesPerClaim) break;
  }
  return sent;
}
