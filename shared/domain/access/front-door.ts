import { Forbidden, Unauthenticated } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Gate, Knock, KnockAnswer, Rate, Somebody } from "../../ports/front-door.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { InstanceTally } from "../metrics/create-tally.ts";
import type { Caller } from "./caller.ts";
import type { Keyring } from "./keyring.ts";
import { type Allowance, createRateMemory, type Limits, ratesOf } from "./rate-limits.ts";

export interface Visit {
  readonly caller: Caller;
  /** Null where the call is open to all. */
  readonly tenantId: string | null;
  /** The person on whose behalf it works. */
  readonly userId: string | null;
  /** What else counts, besides the limits of tenant and key. */
  readonly rates?: readonly Rate[];
  readonly leavesWork: boolean;
  readonly requestId: string;
}

interface Needs {
  readonly gate: Gate;
  readonly keyring: Keyring;
  readonly tally: InstanceTally;
  readonly clock: Clock;
  readonly log: WorkLog;
}

export type FrontDoor = ReturnType<typeof createFrontDoor>;

/** Lets a request in or not, with one call for all that is asked, and none where nothing is. */
export function createFrontDoor(ports: Needs, limits: Limits) {
  const rateMemory = createRateMemory();
  let owesMark = false;

  async function ask(knock: Knock, requestId: string): Promise<KnockAnswer | null> {
    try {
      return await ports.gate.knock(knock);
    } catch (error) {
      ports.tally.giveBack(knock.counts);
      ports.tally.add("aimi_front_door_failures_total", {});
      ports.log.warn("front door without Redis, going by what is remembered", {
        request_id: requestId,
        error,
      });
      return null;
    }
  }

  async function goByMemory({ now, rates, marksOutbox }: Knock, { key }: Caller): Promise<Allowance | null> {
    owesMark = marksOutbox;
    const exhausted = rateMemory.recall(rates, now);
    if (exhausted) ports.tally.add("aimi_rate_limited_total", {});
    else if (key && !(await ports.keyring.stillHolds(key.hash))) throw new Unauthenticated();
    return exhausted;
  }

  return {
    async pass(visit: Visit): Promise<Allowance | null> {
      const { caller, requestId } = visit;
      const rates = [...ratesOf(caller, visit.tenantId, limits), ...(visit.rates ?? [])];
      const marksOutbox = visit.leavesWork || owesMark;
      const revocable = revocableOf(caller);
      const somebody = somebodyOf(visit);
      if (revocable.length === 0 && !somebody && rates.length === 0 && !marksOutbox) return null;

      const now = ports.clock.now();
      const counts = ports.tally.take();
      const knock = { now, revocable, somebody, rates, marksOutbox, counts };
      const answer = await ask(knock, requestId);
      if (answer === null) {
        return await goByMemory(knock, caller);
      }
      if (answer.verdict === "revoked") {
        if (caller.key) ports.keyring.revoke(caller.key.hash);
        throw new Unauthenticated();
      }
      if (answer.verdict === "shut_out") throw new Forbidden("this user is disabled");
      if (caller.key) ports.keyring.confirm(caller.key.hash);
      const allowance = rateMemory.settle(rates, answer.used, now);
      if (allowance?.refused) ports.tally.add("aimi_rate_limited_total", {});
      else owesMark = false;
      return allowance;
    },
  };
}

/** By what a sign-in is known to those who may revoke it. */
export function revocationOf(signInId: string): string {
  return `sign-in:${signInId}`;
}

function revocableOf({ key, signIn }: Caller): string[] {
  return [...(key ? [key.id] : []), ...(signIn ? [revocationOf(signIn.id)] : [])];
}

/** A developer without credentials is held up by nobody. */
function somebodyOf({ caller, tenantId, userId }: Visit): Somebody | null {
  if (tenantId === null || userId === null || caller.id === "dev") return null;
  return { tenantId, userId, issuedAt: caller.signIn?.issuedAt ?? null };
}
