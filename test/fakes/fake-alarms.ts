import type { Alarms, Moment } from "#shared/ports/occurrences.ts";

export interface FakeAlarms extends Alarms {
  readonly standing: readonly (Moment & { readonly tenantId: string })[];
  /** While true, every call rejects. */
  failing: boolean;
  /** How often either was called. */
  readonly calls: { set: number; remove: number };
}

export function fakeAlarms(): FakeAlarms {
  const standing = new Map<string, Moment & { tenantId: string }>();
  const keyOf = ({ reminderId, at }: Moment) => `${reminderId}/${at}`;
  const calls = { set: 0, remove: 0 };
  const answer = (call: keyof typeof calls) => {
    calls[call]++;
    if (fake.failing) throw new Error("the scheduler does not answer");
  };
  const fake: FakeAlarms = {
    failing: false,
    calls,
    get standing() {
      return [...standing.values()];
    },
    async set(tenantId, moment) {
      answer("set");
      if (!standing.has(keyOf(moment))) standing.set(keyOf(moment), { tenantId, ...moment });
    },
    async remove(moment) {
      answer("remove");
      standing.delete(keyOf(moment));
    },
  };
  return fake;
}
