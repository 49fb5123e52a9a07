import type { Fact } from "./fact.ts";

const mostEach = 16;

/** One fact told twice is told once, on all that it rests on. */
export function mergeFacts(first: Fact, again: Fact): Fact {
  return {
    ...first,
    validFrom: first.validFrom ?? again.validFrom,
    validTo: first.validTo ?? again.validTo,
    importance: Math.max(first.importance, again.importance),
    sourceMessageIds: [...new Set([...first.sourceMessageIds, ...again.sourceMessageIds])],
    entities: distinct([...first.entities, ...again.entities], ({ name }) => name.toLowerCase()),
    relations: distinct([...first.relations, ...again.relations], ({ subject, predicate, object }) =>
      JSON.stringify([subject, predicate, object]),
    ),
    saidAt: Math.max(first.saidAt, again.saidAt),
  };
}

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const byKey = new Map(items.toReversed().map((item) => [keyOf(item), item]));
  return [...byKey.values()].toReversed().slice(0, mostEach);
}
