import { AppleRefused } from "#shared/errors.ts";
import type { AppleEvent, AppleIdentity, AppleIds } from "#shared/ports/apple.ts";

export interface FakeAppleIds extends AppleIds {
  /** What tokens and payloads stand for; others are refused. */
  readonly identities: Map<string, AppleIdentity>;
  readonly events: Map<string, AppleEvent>;
  /** The grants that codes are good for; others are refused. */
  readonly grants: Map<string, string | null>;
  readonly revoked: readonly string[];
  /** While set, every call rejects with it. */
  failure: Error | null;
  /** While set, every exchange rejects with it. */
  exchangeFailure: Error | null;
}

export function fakeAppleIds(): FakeAppleIds {
  const revoked: string[] = [];
  const found = <Value>(values: ReadonlyMap<string, Value>, key: string, reason: string): Value => {
    if (fake.failure) throw fake.failure;
    const value = values.get(key);
    if (value === undefined) throw new AppleRefused(reason);
    return value;
  };
  const fake: FakeAppleIds = {
    identities: new Map(),
    events: new Map(),
    grants: new Map(),
    revoked,
    failure: null,
    exchangeFailure: null,
    async verify(token, nonce) {
      const identity = found(fake.identities, token, "the token does not hold");
      if (nonce === "another") throw new AppleRefused("the nonce is another");
      return identity;
    },
    async exchange(code) {
      if (fake.exchangeFailure) throw fake.exchangeFailure;
      return found(fake.grants, code, "the code is not good");
    },
    async revoke(grant) {
      if (fake.failure) throw fake.failure;
      revoked.push(grant);
    },
    async verifyNotification(payload) {
      return found(fake.events, payload, "the payload does not hold");
    },
  };
  return fake;
}
