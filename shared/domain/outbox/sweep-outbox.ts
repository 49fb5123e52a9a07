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

/** Sends again what was written but perhaps never sent. Leaves Postgres alone while nothing was written. */
export async function sweepOutbox(ports: Needs): Promise<{ looked: boolean; sent: number }> {
  const now = ports.clock.now();
  const mark = await readMark(ports);
  if (mark === null) return { looked: false, sent: 0 };

  const sent = await sendDue(ports, now);
  if (sent > 0) ports.tally.add("aimi_outbox_resent_total", {}, sent);
  const settled = mark === "unknown" || mark < now - markSettlesAfterMs;
  if (settled && !(await ports.outbox.hasEntries())) await clearMark(ports, mark);
  return { looked: true, sent };
}

async function readMark(ports: Needs): Promise<number | "unknown" | null> {
  try {
    return await ports.dirtyMark.read();
  } catch (error) {
    ports.log.warn("dirty mark not read, looking in Postgres", { error });
    return "unknown";
  }
}

async function clearMark(ports: Needs, seen: number | "unknown"): Promise<void> {
  try {
    await ports.dirtyMark.clear(seen);
  } catch (error) {
    ports.log.warn("dirty mark not cleared", { error });
  }
}

async function sendDue(ports: Needs, now: number): Promise<number> {
  let sent = 0;
  for (let claim = 0; claim < claimsPerSweep; claim++) {
    const entries = await ports.outbox.claimDue(now, entriesPerClaim);
    if (entries.length > 0) await ports.jobs.send(entries);
    sent += entries.length;
    if (entries.length < entriesPerClaim) break;
  }
  return sent;
}
