import type { EmbeddedQuery, QueryVectors } from "#shared/ports/query-vectors.ts";

export interface FakeQueryVectors extends QueryVectors {
  /** While true, every call rejects, as when Redis is away. */
  failing: boolean;
}

export function fakeQueryVectors(): FakeQueryVectors {
  const kept = new Map<string, readonly number[]>();
  const keyOf = ({ model, dimensions, text }: EmbeddedQuery) => JSON.stringify([model, dimensions, text]);
  const fake: FakeQueryVectors = {
    failing: false,
    async find(query) {
      refuseIfFailing();
      return kept.get(keyOf(query)) ?? null;
    },
    async keep(query, vector) {
      refuseIfFailing();
      kept.set(keyOf(query), vector.map(Math.fround));
    },
  };
  function refuseIfFailing() {
    if (fake.failing) throw new Error("no answer");
  }
  return fake;
}
