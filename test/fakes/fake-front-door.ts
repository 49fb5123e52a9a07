import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Gate, Knock, KnockAnswer, Revocations } from "#shared/ports/front-door.ts";
import { fakeClock } from "./fake-clock.ts";

export interface FakeGate extends Gate, Revocations {
  readonly knocks: readonly Knock[];
  /** When the outbox was last marked. */
  markedAt: number | null;
  /** While true, every call rejects, as when Redis is away. */
  failing: boolean;
}

export function fakeGate(clock: Clock = fakeClock()): FakeGate {
  const knocks: Knock[] = [];
  const revoked = new Set<string>();
  const shutOut = new Map<string, "always" | number>();
  const verdictOf = ({ revocable, persons }: Knock): KnockAnswer["verdict"] => {
    if (revocable.some((id) => revoked.has(id))) return "revoked";
    for (const { tenantId, userId, issuedAt } of persons) {
      const since = shutOut.get(`${tenantId}/${userId}`);
      if (since === "always") return "shut_out";
      if (since && issuedAt !== null && issuedAt < since) return "revoked";
    }
    return "welcome";
  };
  const windows = new Map<string, number>();
  const refuseIfFailing = () => {
    if (fake.failing) throw new UpstreamUnavailable("the record of revocations");
  };
  const fake: FakeGate = {
    knocks,
    markedAt: null,
    failing: false,

    async knock(knock) {
      knocks.push(knock);
      if (fake.failing) throw new Error("no answer");
      const verdict = verdictOf(knock);
      if (verdict !== "welcome") return { verdict, used: [] };
      const used = knock.rates.map(({ name }) => {
        const window = `${name}:${Math.floor(knock.now / 60_000)}`;
        windows.set(window, (windows.get(window) ?? 0) + 1);
        return windows.get(window)!;
      });
      const passes = knock.rates.every(({ perMinute }, at) => used[at]! <= perMinute);
      if (passes && knock.marksOutbox) fake.markedAt = knock.now;
      return { verdict, used };
    },

    async tell(id) {
      refuseIfFailing();
      revoked.add(id);
    },

    async shutOut(tenantId, userId) {
      refuseIfFailing();
      shutOut.set(`${tenantId}/${userId}`, "always");
    },

    async keepOut(tenantId, userId, since) {
      refuseIfFailing();
      const key = `${tenantId}/${userId}`;
      const mark = shutOut.get(key) ?? 0;
      if (mark !== "always" && mark < Math.floor(since / 1_000) * 1_000) shutOut.set(key, "always");
    },

    async letIn(tenantId, userId) {
      refuseIfFailing();
      shutOut.set(`${tenantId}/${userId}`, Math.floor(clock.now() / 1_000) * 1_000);
    },

    async forget(tenantId, userId) {
      refuseIfFailing();
      shutOut.delete(`${tenantId}/${userId}`);
    },
  };
  return fake;
}
