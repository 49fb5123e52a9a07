import { UpstreamUnavailable } from "../../../errors.ts";
import type { CheckInEnd, CheckInEnds } from "../../../ports/check-ins.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Recipient } from "../../../ports/occurrences.ts";
import type { JobQueue } from "../../../ports/outbox.ts";
import type { PushSender } from "../../../ports/push.ts";
import { toTellEntry } from "./to-tell-entry.ts";

interface Needs {
  readonly checkInEnds: CheckInEnds;
  readonly push: PushSender;
  readonly jobs: JobQueue;
  readonly clock: Clock;
}

interface TellJob {
  readonly deliveryId: string;
  readonly recipient: Recipient;
  readonly turnId: string;
  readonly requestId: string;
}

type Ended = Extract<CheckInEnd, { outcome: "ended" }>;
type Told = { readonly became: "nothing" | "running" | "heard" | "pushed" | "inbox" | "failed" };

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const leaseSeconds = 30;
const shownCharacters = 180;

/** Sees to the end of a check-in: the inbox shows what the coach said, and whoever had no socket open hears it by push. */
export async function tellCheckIn(ports: Needs, job: TellJob): Promise<Told> {
  const { deliveryId, recipient, turnId, requestId } = job;
  const { tenantId } = recipient;
  const now = ports.clock.now();
  const lease = { leaseMs: leaseSeconds * 1_000, givenUpAt: now - hourMs, now };
  const end = await ports.checkInEnds.claim({ tenantId, deliveryId, turnId, ...lease });
  switch (end.outcome) {
    case "nothing":
      return { became: "nothing" };
    case "running":
      await ports.jobs.send([toTellEntry({ deliveryId, turnId, ...recipient, requestId })]);
      return { became: "running" };
    case "ended": {
      const pushed = await pushEnd(ports, job, end);
      const text = end.reply || null;
      await ports.checkInEnds.finish({ tenantId, deliveryId, text, pushed });
      return { became: whatBecame(end, pushed) };
    }
  }
}

async function pushEnd({ push, clock }: Needs, job: TellJob, end: Ended): Promise<number> {
  const { channel, reply, told, firedAt, clientConversationId } = end;
  const isWanted = channel === "push" || (channel === "auto" && told === 0);
  if (!isWanted || !reply) return 0;
  const { deliveryId, recipient, turnId } = job;
  const data = {
    type: "check_in",
    delivery_id: deliveryId,
    conversation_id: clientConversationId,
    turn_id: turnId,
  };
  const expiresAt = clock.now() + dayMs;
  const note = { deliveryId, body: beginningOf(reply), data, expiresAt };
  try {
    return (await push.push(recipient, note)).accepted;
  } catch (error) {
    // Whoever could not be reached for a day has it in the inbox.
    if (clock.now() - firedAt >= dayMs) return 0;
    throw new UpstreamUnavailable("push", error, leaseSeconds + 1);
  }
}

function whatBecame({ reply, told }: Ended, pushed: number): Told["became"] {
  if (!reply) return "failed";
  return pushed > 0 ? "pushed" : told > 0 ? "heard" : "inbox";
}

/** Cut at a word where there is one. */
function beginningOf(reply: string): string {
  const characters = Array.from(reply);
  if (characters.length <= shownCharacters) return reply;
  const cut = characters.slice(0, shownCharacters - 1).join("");
  return `${cut.replace(/\s+\S{0,30}$/, "")}…`;
}
