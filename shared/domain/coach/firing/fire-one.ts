import type { Claimed, Settlement } from "../../../ports/occurrences.ts";
import type { OutboxEntry } from "../../../ports/outbox.ts";
import type { Waiting } from "../../../ports/reminder.ts";
import { closeOnSockets } from "../close-on-sockets.ts";
import { nextOccurrence } from "../recurrence/next-occurrence.ts";
import type { Fired, FiringNeeds } from "./firing-needs.ts";
import { isQuiet } from "./is-quiet.ts";
import { nameCheckIn } from "./name-check-in.ts";
import { type Heard, tellPerson } from "./tell-person.ts";
import { toTellEntry } from "./to-tell-entry.ts";

const mostEscalations = 2;

const nobody = { told: 0, pushed: 0 };

type Outcome = Fired["became"];

export interface FiredOne {
  readonly outcome: Outcome;
  readonly settlement: Settlement;
  /** Of a check-in that was opened: who sees to its end. */
  readonly tell?: OutboxEntry;
}

/** Tells the person, and says what is to be noted of it: how it was told, and what follows. */
export async function fireOne(ports: FiringNeeds, claimed: Claimed, requestId: string): Promise<FiredOne> {
  // Whoever still shows the one before shows it no more.
  const before = { whose: claimed.recipient, deliveryIds: claimed.superseded, requestId };
  const closing = closeOnSockets(ports, before);
  const { outcome, ...noted } =
    claimed.kind === "check_in"
      ? await fireCheckIn(ports, claimed, requestId)
      : await tellReminder(ports, claimed);
  await closing;
  const now = ports.clock.now();
  if (claimed.outcome === "fire") ports.tally.observe("aimi_reminder_lateness_seconds", {}, now - claimed.at);
  const { reminderId, at, deliveryId } = claimed;
  const settlement: Settlement = {
    ...{ reminderId, at, deliveryId, outcome: claimed.outcome },
    state: outcome === "skipped" ? "skipped" : "told",
    ...noted,
    next: nextOf(ports, claimed, now),
    escalateAt: escalationOf(claimed, now),
  };
  const turnId = settlement.checkIn?.turnId ?? null;
  const tell = turnId === null ? null : toTellEntry({ deliveryId, turnId, ...claimed.recipient, requestId });
  return { outcome, settlement, ...(tell && { tell }) };
}

async function tellReminder(ports: FiringNeeds, claimed: Claimed): Promise<Heard & { outcome: Outcome }> {
  if (claimed.channel === "inbox") return { outcome: "inbox", ...nobody };
  const heard = await tellPerson(ports, claimed);
  return { outcome: heard.told > 0 ? "told" : heard.pushed > 0 ? "pushed" : "inbox", ...heard };
}

/** In the inbox stands what it is about until the coach has spoken. */
async function fireCheckIn(
  ports: FiringNeeds,
  claimed: Claimed,
  requestId: string,
): Promise<Heard & { outcome: Outcome; checkIn: NonNullable<Settlement["checkIn"]> }> {
  const silent = { ...nobody, checkIn: { text: nameCheckIn(claimed.text), turnId: null } };
  if (claimed.isClosed || claimed.isDisabled) return { outcome: "inbox", ...silent };
  if (isQuiet(claimed.quiet, ports.clock.now())) return { outcome: "skipped", ...silent };
  const { turnId, told } = await ports.checkIns.open(claimed, requestId);
  return { outcome: "opened", ...silent, told, checkIn: { ...silent.checkIn, turnId } };
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
