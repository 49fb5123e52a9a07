import type { Claimed, Settlement } from "../../../ports/occurrences.ts";
import type { Waiting } from "../../../ports/reminders.ts";
import { nextOccurrence } from "../recurrence/next-occurrence.ts";
import type { Fired, FiringNeeds } from "./firing-needs.ts";
import { isQuiet } from "./is-quiet.ts";
import { type Heard, tellPerson } from "./tell-person.ts";

const mostEscalations = 2;

type Outcome = Fired["outcome"];

export interface FiredOne {
  readonly outcome: Outcome;
  readonly settlement: Settlement;
}

/** Tells the person, and says what is to be noted of it: how it was told, and what follows. */
export async function fireOne(ports: FiringNeeds, claimed: Claimed, requestId: string): Promise<FiredOne> {
  const closing = closeSuperseded(ports, claimed);
  const { outcome, ...heard } = await tell(ports, claimed, requestId);
  await closing;
  const now = ports.clock.now();
  if (claimed.outcome === "fire") ports.tally.observe("aimi_reminder_lateness_seconds", {}, now - claimed.at);
  const { reminderId, at, deliveryId, version } = claimed;
  const settlement: Settlement = {
    ...{ reminderId, at, deliveryId, version, outcome: claimed.outcome },
    state: outcome === "skipped" ? "skipped" : "told",
    ...heard,
    next: nextOf(ports, claimed, now),
    escalateAt: escalationOf(claimed, now),
  };
  return { outcome, settlement };
}

async function tell(
  ports: FiringNeeds,
  claimed: Claimed,
  requestId: string,
): Promise<Heard & { outcome: Outcome }> {
  const nobody = { told: 0, pushed: 0 };
  if (claimed.channel === "inbox") return { outcome: "inbox", ...nobody };
  if (claimed.kind === "check_in") {
    if (isQuiet(claimed.quiet, ports.clock.now())) return { outcome: "skipped", ...nobody };
    await ports.checkIns.open(claimed, requestId);
    return { outcome: "opened", ...nobody };
  }
  const heard = await tellPerson(ports, claimed);
  return { outcome: heard.told > 0 ? "told" : heard.pushed > 0 ? "pushed" : "inbox", ...heard };
}

/** What was missed while nobody fired is made up for once: the rule goes on from now. */
function nextOf({ ids }: FiringNeeds, { outcome, rule, at }: Claimed, now: number): Waiting | null {
  if (outcome === "escalate" || !rule) return null;
  const dueAt = nextOccurrence({ ...rule, after: Math.max(at, now) });
  return dueAt === null ? null : { id: ids.next(), dueAt };
}

function escalationOf(claimed: Claimed, now: number): number | null {
  const { kind, channel, escalateAfterSeconds, escalations, outcome } = claimed;
  if (kind === "check_in" || channel === "inbox" || escalateAfterSeconds === null) return null;
  const done = escalations + (outcome === "escalate" ? 1 : 0);
  return done < mostEscalations ? now + escalateAfterSeconds * 1_000 : null;
}

/** Whoever still shows the one before shows it no more. */
async function closeSuperseded({ announcements, log }: FiringNeeds, claimed: Claimed): Promise<void> {
  const closed = claimed.superseded.map((id) => announcements.reminderClosed(claimed.recipient, id));
  for (const each of await Promise.allSettled(closed)) {
    if (each.status === "rejected") log.warn("reminder not closed on sockets", { error: each.reason });
  }
}
