import type { Gate, Knock, Revocations } from "#shared/ports/front-door.ts";

export interface FakeGate extends Gate, Revocations {
  readonly knocks: readonly Knock[];
  /** When the outbox was last marked. */
  markedAt: number | null;
  /** While true, every call rejects, as when Redis is away. */
  failing: boolean;
}

export function fakeGate(): FakeGate {
  const knocks: Knock[] = [];
  const revoked = new Set<string>();
  const windows = new Map<string, number>();
  const refuseIfFailing = () => {
    if (fake.failing) throw new Error("no answer");
  };
  const fake: FakeGate = {
    knocks,
    markedAt: null,
    failing: false,

    async knock(knock) {
      knocks.push(knock);
      refuseIfFailing();
      if (knock.keyId !== null && revoked.has(knock.keyId)) return { revoked: true, used: [] };
      const used = knock.rates.map(({ name }) => {
        const window = `${name}:${Math.floor(knock.now / 60_000)}`;
        windows.set(window, (windows.get(window) ?? 0) + 1);
        return windows.get(window)!;
      });
      const passes = knock.rates.every(({ perMinute }, at) => used[at]! <= perMinute);
      if (passes && knock.marksOutbox) fake.markedAt = knock.now;
      return { revoked: false, used };
    },

    async tell(keyId) {
      refuseIfFailing();
      revoked.add(keyId);
    },
  };
  return fake;
}
