import type { Claimed } from "../../../ports/occurrences.ts";
import type { PushNote } from "../../../ports/push.ts";
import type { FiringNeeds } from "./firing-needs.ts";

type Needs = Pick<FiringNeeds, "announcements" | "push" | "clock" | "log">;

export interface Heard {
  /** How many sockets. */
  readonly told: number;
  /** How many devices. */
  readonly pushed: number;
}

const dayMs = 86_400_000;

/**
 * Sockets first; devices where no socket heard, or always if the person says so or has not acknowledged. Fails only
 * where nobody was told and trying again may help.
 */
export async function tellPerson(ports: Needs, claimed: Claimed): Promise<Heard> {
  const { recipient, deliveryId, reminderId, text, dueAt, recurrence, channel, outcome } = claimed;
  const due = { deliveryId, reminderId, text, dueAt, recurrence };
  const telling = outcomeOf(ports.announcements.reminderDue(recipient, due));
  const wantsBoth = channel === "push" || outcome === "escalate";
  const isHeard = !wantsBoth && (await telling).count > 0;
  const pushing = isHeard ? unasked : await outcomeOf(pushTo(ports, claimed));
  const { count: told, error: socketError } = await telling;
  const { count: pushed, error: pushError } = pushing;
  const error = pushError ?? socketError;
  if (error !== undefined) {
    if (told + pushed === 0 && mayTryAgain(claimed, ports.clock.now())) throw error;
    ports.log.warn("reminder not told everywhere", { delivery_id: deliveryId, told, pushed, error });
  }
  return { told, pushed };
}

const unasked = { count: 0, error: undefined };

async function outcomeOf(telling: Promise<number>): Promise<{ count: number; error: unknown }> {
  try {
    return { count: await telling, error: undefined };
  } catch (error) {
    return { count: 0, error };
  }
}

async function pushTo({ push, clock }: Needs, claimed: Claimed): Promise<number> {
  const { recipient, deliveryId, reminderId, text, dueAt } = claimed;
  const data = {
    type: "reminder.due",
    delivery_id: deliveryId,
    reminder_id: reminderId,
    due_at: new Date(dueAt).toISOString(),
  };
  const note: PushNote = { deliveryId, body: text, data, expiresAt: clock.now() + dayMs };
  return (await push.push(recipient, note)).accepted;
}

/** Whoever could not be told for a day has it in the inbox, and the rule goes on. */
function mayTryAgain({ at, isTakeover, outcome }: Claimed, now: number): boolean {
  return now - at < dayMs || (outcome === "fire" && !isTakeover);
}
