import { RateLimited, Unauthenticated } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Gate, Knock, KnockAnswer } from "../../ports/front-door.ts";
import type { WorkLog } from "../../ports/work-log.ts";
import type { InstanceTally } from "../metrics/create-tally.ts";
import type { Caller } from "./caller.ts";
import type { Keyring } from "./keyring.ts";
import { type Allowance, createRateMemory, type Limits, ratesOf } from "./rate-limits.ts";

export interface Visit {
  readonly caller: Caller;
  readonly tenantId: string;
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

  async function goByMemory({ now, rates, marksOutbox }: Knock, { key }: Caller): Promise<void> {
    owesMark = marksOutbox;
    const waitSeconds = rateMemory.waitSeconds(rates, now);
    if (waitSeconds > 0) {
      ports.tally.add("aimi_rate_limited_total", {});
      throw new RateLimited(waitSeconds);
    }
    if (key && !(await ports.keyring.stillHolds(key.hash))) throw new Unauthenticated();
  }

  return {
    async pass({ caller, tenantId, leavesWork, requestId }: Visit): Promise<Allowance | null> {
      const rates = ratesOf(caller, tenantId, limits);
      const marksOutbox = leavesWork || owesMark;
      if (!caller.key && rates.length === 0 && !marksOutbox) return null;

      const now = ports.clock.now();
      const counts = ports.tally.take();
      const knock = { now, keyId: caller.key?.id ?? null, rates, marksOutbox, counts };
      const answer = await ask(knock, requestId);
      if (answer === null) {
        await goByMemory(knock, caller);
        return null;
      }
      if (answer.revoked) {
        ports.keyring.revoke(caller.key!.hash);
        throw new Unauthenticated();
      }
      if (caller.key) ports.keyring.confirm(caller.key.hash);
      const allowance = rateMemory.settle(rates, answer.used, now);
      if (allowance?.refused) ports.tally.add("aimi_rate_limited_total", {});
      else owesMark = false;
      return allowance;
    },
  };
}
