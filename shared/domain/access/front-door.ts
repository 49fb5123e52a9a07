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
  /** Others whom parts of it are for. */
  readonly alsoFor?: readonly string[];
  /** What else counts, besides the limits of tenant and key. */
  readonly rates?: readonly Rate[];
  readonly leavesWork: boolean;
  readonly requestId: string;
}

interface Needs {
  readonly gate: Gate;
  /** Left out where no key is looked up. */
  readonly keyring?: Pick<Keyring, "confirm" | "revoke" | "stillHolds">;
  readonly tally: InstanceTally;
  readonly clock: Clock;
  readonly log: WorkLog;
}

/** Makes a caller's own call, which asks the gate beside what else it does. */
export type Carry<Answer> = (knock: Knock) => Promise<Answer>;

export type FrontDoor = ReturnType<typeof createFrontDoor>;

/** Lets a request in or not, with one call for all that is asked, and none where nothing is. */
export function createFrontDoor(ports: Needs, limits: Limits) {
  const rateMemory = createRateMemory();
  let owesMark = false;

  function knockOf(visit: Visit): Omit<Knock, "counts"> {
    return {
      now: ports.clock.now(),
      revocable: revocableOf(visit.caller),
      persons: personsOf(visit),
      rates: [...ratesOf(visit.caller, visit.tenantId, limits), ...(visit.rates ?? [])],
      marksOutbox: visit.leavesWork || owesMark,
    };
  }

  /** What was counted goes along, and comes back if the call fails. */
  async function withCounts<Answer>(knock: Omit<Knock, "counts">, carry: Carry<Answer>): Promise<Answer> {
    const counts = ports.tally.take();
    try {
      return await carry({ ...knock, counts });
    } catch (error) {
      ports.tally.giveBack(counts);
      ports.tally.add("aimi_front_door_failures_total", {});
      throw error;
    }
  }

  async function goByMemory({ now, rates, marksOutbox }: Omit<Knock, "counts">, { key }: Caller) {
    owesMark = marksOutbox;
    const exhausted = rateMemory.recall(rates, now);
    if (exhausted) ports.tally.add("aimi_rate_limited_total", {});
    else if (key && !(await ports.keyring?.stillHolds(key.hash))) throw new Unauthenticated();
    return exhausted;
  }

  function goBy(answer: KnockAnswer, { now, rates }: Omit<Knock, "counts">, { key }: Caller) {
    if (answer.verdict === "revoked") {
      if (key) ports.keyring?.revoke(key.hash);
      throw new Unauthenticated();
    }
    if (answer.verdict === "shut_out") throw new Forbidden("this user is disabled");
    if (key) ports.keyring?.confirm(key.hash);
    const allowance = rateMemory.settle(rates, answer.used, now);
    if (allowance?.refused) ports.tally.add("aimi_rate_limited_total", {});
    else owesMark = false;
    return allowance;
  }

  return {
    async pass(visit: Visit): Promise<Allowance | null> {
      const knock = knockOf(visit);
      if (asksNothing(knock)) return null;
      let answer: KnockAnswer;
      try {
        answer = await withCounts(knock, (carried) => ports.gate.knock(carried));
      } catch (error) {
        const fields = { request_id: visit.requestId, error };
        ports.log.warn("front door without Redis, going by what is remembered", fields);
        return await goByMemory(knock, visit.caller);
      }
      return goBy(answer, knock, visit.caller);
    },

    /** For whoever makes a call of its own: it asks the gate along the way, and rejects where nobody answers. */
    async passWithin<Answer extends { readonly knock: KnockAnswer | null }>(
      visit: Visit,
      carry: Carry<Answer>,
    ): Promise<{ allowance: Allowance | null; answer: Answer }> {
      const knock = knockOf(visit);
      const answer = await withCounts(knock, carry);
      return { allowance: answer.knock && goBy(answer.knock, knock, visit.caller), answer };
    },
  };
}

function asksNothing({ revocable, persons, rates, marksOutbox }: Omit<Knock, "counts">): boolean {
  return revocable.length === 0 && persons.length === 0 && rates.length === 0 && !marksOutbox;
}

/** By what a sign-in is known to those who may revoke it. */
export function revocationOf(signInId: string): string {
  return `sign-in:${signInId}`;
}

function revocableOf({ key, signIn }: Caller): string[] {
  return [...(key ? [key.id] : []), ...(signIn ? [revocationOf(signIn.id)] : [])];
}

/** A developer without credentials is held up by nobody. */
function personsOf({ caller, tenantId, userId, alsoFor = [] }: Visit): Somebody[] {
  if (tenantId === null || caller.id === "dev") return [];
  const issuedAt = caller.signIn?.issuedAt ?? null;
  const named = new Set([...(userId === null ? [] : [userId]), ...alsoFor]);
  return [...named].map((name) => ({ tenantId, userId: name, issuedAt }));
}
