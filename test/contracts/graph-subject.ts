import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresGraph } from "#shared/adapters/postgres/graph/postgres-graph.ts";
import { reachOf } from "#shared/adapters/postgres/reach-of.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { EntityType, Graph, Surroundings } from "#shared/ports/graph.ts";
import type { NewMemory } from "#shared/ports/memories.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { fakeGraph, type Noted } from "#test/fakes/fake-graph.ts";
import { createFakeMemoryStore } from "#test/fakes/fake-memory-store.ts";
import { fakeMemory, type MemorySubject, postgresMemory } from "./memory-subject.ts";

export interface GraphSubject extends MemorySubject {
  readonly graph: Graph;
  /** As learning does it, beside the memory. */
  note(noted: Noted): Promise<void>;
}

export function fakeGraphSubject(): GraphSubject {
  const store = createFakeMemoryStore();
  const graph = fakeGraph(store);
  return { ...fakeMemory(store), graph, note: async (noted) => graph.note(noted) };
}

export function postgresGraphSubject(url: string): GraphSubject {
  const database = createDatabase({ url });
  return {
    ...postgresMemory(url),
    graph: postgresGraph(database),
    async note({ actor, memoryId, entities, relations, notedAt }) {
      const names = [JSON.stringify(entities), JSON.stringify(relations), new Date(notedAt).toISOString()];
      await database.query(reachOf(actor), {
        text: "select aimi_note_graph($1, $2::uuid, $3::uuid, $4::jsonb, $5::jsonb, $6::timestamptz)",
        values: [actor.tenantId, actor.ownerId, memoryId, ...names],
      });
    },
  };
}

/** "user lives_in Berlin" */
export type Said = `${string} ${string} ${string}`;

export interface Told extends Partial<Pick<NewMemory, "content" | "validFrom" | "validTo" | "supersedes">> {
  readonly sourceMessageIds?: readonly string[];
  /** In names an underscore stands for a space. */
  readonly says?: readonly Said[];
  readonly names?: Readonly<Record<string, EntityType>>;
  readonly notedAt?: number;
}

/** A memory, and what it says of whom. */
export async function tell(
  { memories, note }: GraphSubject,
  actor: Actor,
  { says = [], names = {}, notedAt, ...given }: Told,
): Promise<NewMemory> {
  const memory = buildMemory({ content: says.join(", ") || "said", ...given });
  await memories.create(buildCreation(actor, memory));
  await note(notedOf(actor, memory.id, { says, names, ...(notedAt !== undefined && { notedAt }) }));
  return memory;
}

export function notedOf(
  actor: Actor,
  memoryId: string,
  { says = [], names = {}, notedAt = Date.now() }: Pick<Told, "says" | "names" | "notedAt">,
): Noted {
  const toName = (name: string) => name.replaceAll("_", " ");
  return {
    ...{ actor, memoryId, notedAt },
    entities: Object.entries(names).map(([name, type]) => ({ name: toName(name), type })),
    relations: says.map((said) => {
      const [subject, predicate, object] = said.split(" ") as [string, string, string];
      return { subject: toName(subject), predicate, object: toName(object) };
    }),
  };
}

/** Each relation as it would be told, in the order of the alphabet. */
export function toldBy({ entities, relations }: Surroundings): string[] {
  const nameOf = (id: string) => entities.find((entity) => entity.id === id)?.name;
  return relations
    .map(({ subjectId, predicate, objectId }) => `${nameOf(subjectId)} ${predicate} ${nameOf(objectId)}`)
    .toSorted();
}
