import type { Knock, KnockAnswer, Somebody } from "../../ports/front-door.ts";
import handOn from "./hand-on.lua";
import knock from "./knock.lua";
import { outboxKey } from "./redis-dirty-mark.ts";
import { totalsKey } from "./redis-totals.ts";

/** Stands before scripts that begin with what the front door asks. */
export const knockFunction = `${handOn}${knock}`;

/** A minute, and what clocks may differ by. */
const windowSeconds = 120;

const verdicts = ["welcome", "revoked", "shut_out"] as const;

export function toKnockCall(stage: string, { now, revocable, persons, rates, marksOutbox, counts }: Knock) {
  const minute = Math.floor(now / 60_000);
  return {
    keys: [
      outboxKey(stage),
      totalsKey(stage),
      ...persons.map(({ tenantId, userId }) => shutOutKey(stage, tenantId, userId)),
      ...revocable.map((id) => revocationKey(stage, id)),
      ...rates.map(({ name }) => `aimi:${stage}:rate:${name}:${minute}`),
    ],
    args: [
      marksOutbox ? String(now) : "",
      JSON.stringify(counts),
      String(windowSeconds),
      String(persons.length),
      String(revocable.length),
      ...persons.map(whoIs),
      ...rates.map(({ perMinute }) => String(perMinute)),
    ],
  };
}

export function toKnockAnswer([verdict, ...used]: readonly number[]): KnockAnswer {
  return { verdict: verdicts[Number(verdict)]!, used: used.map(Number) };
}

function whoIs({ issuedAt }: Somebody): string {
  return issuedAt === null ? "holder" : String(toSeconds(issuedAt));
}

/** Tokens say when they were made to the second. */
export function toSeconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

export function revocationKey(stage: string, id: string): string {
  return `aimi:${stage}:revoked:${id}`;
}

export function shutOutKey(stage: string, tenantId: string, userId: string): string {
  return `aimi:${stage}:shut-out:${tenantId}/${userId}`;
}
