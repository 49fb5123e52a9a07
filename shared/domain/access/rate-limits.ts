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
    /** The limit that is known to be reached, and longest so. */
    recall(rates: readonly Rate[], now: number): Allowance | null {
      const waits = rates.map(({ name, perMinute }) => {
        const resetSeconds = Math.ceil(((exhaustedUntil.get(name) ?? 0) - now) / 1_000);
        return { limit: perMinute, remaining: 0, resetSeconds, refused: true };
      });
      const [longest] = waits.toSorted((a, b) => b.resetSeconds - a.resetSeconds);
      return longest && longest.resetSeconds > 0 ? longest : null;
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
