import type { Rate } from "../../ports/front-door.ts";
import type { Caller } from "./caller.ts";

export interface Limits {
  readonly tenantRatePerMinute: number;
  readonly keyRatePerMinute: number;
}

/** How much of the tightest limit is left. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly refused: boolean;
}

const windowMs = 60_000;
const mostRemembered = 1_000;

/** A tenant's own limit goes before the stage's; 0 is none. */
export function ratesOf(caller: Caller, tenantId: string | null, limits: Limits): Rate[] {
  const ofTenant = tenantId === null ? 0 : (caller.tenantRatePerMinute ?? limits.tenantRatePerMinute);
  const holdsKey = caller.id.startsWith("key:");
  return [
    { name: `tenant:${tenantId}`, perMinute: ofTenant },
    { name: caller.id, perMinute: holdsKey ? limits.keyRatePerMinute : 0 },
  ].filter(({ perMinute }) => perMinute > 0);
}

/** Which rates were exhausted, until their minute ends: it holds while nobody can be asked. */
export function createRateMemory() {
  const exhaustedUntil = new Map<string, number>();

  return {
    waitSeconds(rates: readonly Rate[], now: number): number {
      const ends = rates.map(({ name }) => exhaustedUntil.get(name) ?? 0);
      return Math.max(0, ...ends.map((end) => Math.ceil((end - now) / 1_000)));
    },

    settle(rates: readonly Rate[], used: readonly number[], now: number): Allowance | null {
      const end = (Math.floor(now / windowMs) + 1) * windowMs;
      const states = rates.map((rate, at) => ({ ...rate, left: rate.perMinute - (used[at] ?? 0) }));
      for (const { name, left } of states) if (left <= 0) exhaust(name, end);
      const [tightest] = states.toSorted((a, b) => a.left - b.left);
      if (!tightest) return null;
      return {
        limit: tightest.perMinute,
        remaining: Math.max(0, tightest.left),
        resetSeconds: Math.ceil((end - now) / 1_000),
        refused: tightest.left < 0,
      };
    },
  };

  function exhaust(name: string, end: number): void {
    if (exhaustedUntil.size >= mostRemembered) exhaustedUntil.clear();
    exhaustedUntil.set(name, end);
  }
}
