import { expect, inject, test } from "vitest";
import { postgresConversations } from "#shared/adapters/postgres/conversations/postgres-conversations.ts";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { postgresPersonRecords } from "#shared/adapters/postgres/people/records/postgres-person-records.ts";
import { deriveConversationId } from "#shared/domain/access/derive-ids.ts";
import type { Surroundings } from "#shared/ports/graph.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { askAs } from "./ask-as.ts";
import { notedOf, postgresGraphSubject, tell, toldBy } from "./graph-subject.ts";
import { write } from "./memory-subject.ts";

const url = inject("databaseUrl");
const database = createDatabase({ url });
const subject = postgresGraphSubject(url);
const { graph, memories } = subject;
const most = { entities: 200, relations: 500 };

const around = (person: ActingUser, name: string | null = null) =>
  graph.around(person, { entity: name === null ? null : { name }, depth: 2, asOf: null, most });
const told = async (person: ActingUser) => toldBy((await around(person)) as Surroundings);
const namesOf = async (person: ActingUser) => {
  const { entities } = await graph.list(person, { limit: 100, after: null, asOf: null, mostRelations: 500 });
  return entities.map(({ name, aliases }) => [name, ...aliases].join("/")).toSorted();
};

/** How many rows of the graph an owner has. */
async function rowsOf({ tenantId, userId }: ActingUser): Promise<Record<string, number>> {
  const tables = ["entities", "entity_names", "relations", "memory_entities", "memory_relations"];
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(", ");
  const claims = { scope: "user", tenant: tenantId, user: userId };
  return (await askAs<Record<string, number>>(url, claims, `select ${counts}`))[0]!;
}

async function merge(person: ActingUser, from: string, into: string): Promise<void> {
  const [one, other] = await Promise.all([around(person, from), around(person, into)]);
  const ids = { from: one!.start!, into: other!.start! };
  expect(await graph.merge({ actor: person, ...ids, now: Date.now(), idempotency: null })).toMatchObject({
    outcome: "merged",
  });
}

test("a memory that is erased takes along what no other speaks of", async () => {
  const anna = buildPerson();
  const gone = await tell(subject, anna, { says: ["user has_pet Rex", "Rex likes Mia", "user likes Bonn"] });
  await tell(subject, anna, { says: ["user likes Bonn", "Mia lives_in Bonn"] });
  await memories.erase(anna, gone.id);
  expect(await told(anna)).toEqual(["Mia lives_in Bonn", "user likes Bonn"]);
  expect(await namesOf(anna)).toEqual(["Bonn", "Mia", "user"]);
  expect(await around(anna, "Rex")).toBeNull();
});

test("the last memory that is erased leaves the person alone", async () => {
  const anna = buildPerson();
  const gone = await tell(subject, anna, { says: ["user has_pet Rex"] });
  await memories.erase(anna, gone.id);
  expect(await rowsOf(anna)).toEqual({
    entities: 1,
    entity_names: 1,
    relations: 0,
    memory_entities: 0,
    memory_relations: 0,
  });
});

test("a name goes with the last memory that used it, and so does what it had been before a merge", async () => {
  const anna = buildPerson();
  const first = await tell(subject, anna, { names: { Max: "person" } });
  await tell(subject, anna, { names: { Maximilian: "person" } });
  const third = await tell(subject, anna, { names: { Mäxchen: "person" } });
  await merge(anna, "Maximilian", "Max");
  await merge(anna, "Mäxchen", "Max");
  expect(await namesOf(anna)).toEqual(["Max/Maximilian/Mäxchen"]);
  await memories.erase(anna, third.id);
  expect(await namesOf(anna)).toEqual(["Max/Maximilian"]);
  await memories.erase(anna, first.id);
  const { entities } = (await around(anna, "Maximilian"))!;
  expect(entities).toMatchObject([{ name: "Maximilian", aliases: [], merged: [{ name: "Maximilian" }] }]);
  expect(await around(anna, "Max")).toBeNull();
});

test.each([
  ["cleared", (person: ActingUser, id: string) => memories.clear(person, id)],
  ["deleted", (person: ActingUser, id: string) => postgresConversations(database).erase(person, id)],
])("a conversation that is %s takes along what it alone supports", async (_how, takeAway) => {
  const anna = buildPerson();
  const [said] = await write(subject, anna, { clientConversationId: "c" });
  const [elsewhere] = await write(subject, anna, { clientConversationId: "other" });
  await tell(subject, anna, { says: ["user has_pet Rex"], sourceMessageIds: [said!.id] });
  await tell(subject, anna, { says: ["user likes Bonn"], sourceMessageIds: [said!.id, elsewhere!.id] });
  await takeAway(anna, deriveConversationId(anna.ownerId, "c"));
  expect(await told(anna)).toEqual(["user likes Bonn"]);
  expect(await namesOf(anna)).toEqual(["Bonn", "user"]);
});

test("nothing of another owner's goes", async () => {
  const anna = buildPerson();
  const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
  const gone = await tell(subject, anna, { says: ["user has_pet Rex"] });
  await tell(subject, ben, { says: ["user has_pet Rex"] });
  const bens = await rowsOf(ben);
  expect(await memories.erase(ben, gone.id)).toBe(false);
  expect(await told(anna)).toEqual(["user has_pet Rex"]);
  await memories.erase({ ...anna, userId: null }, gone.id);
  expect(await rowsOf(ben)).toEqual(bens);
});

test("a memory that is not there notes nothing", async () => {
  const [anna, ben] = [buildPerson(), buildPerson()];
  const gone = await tell(subject, anna, {});
  await subject.note(notedOf(ben, gone.id, { says: ["user has_pet Rex"] }));
  await memories.erase(anna, gone.id);
  await subject.note(notedOf(anna, gone.id, { says: ["user has_pet Rex"] }));
  expect([await rowsOf(anna), await rowsOf(ben)].map(({ entities }) => entities)).toEqual([0, 0]);
});

test("many who learn, merge and erase at once leave one of each, and nothing unsupported", async () => {
  const anna = buildPerson();
  await tell(subject, anna, { names: { Max: "person", Maximilian: "person" } });
  const kept = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      tell(subject, anna, { says: ["user knows Max", "Maximilian likes tea", `Max likes t${n}`] }),
    ),
  );
  const going = await tell(subject, anna, { says: ["Max likes going"] });
  await Promise.all([
    merge(anna, "Max", "Maximilian"),
    ...kept.map(({ id }) =>
      subject.note(notedOf(anna, id, { says: ["Max friend_of Maximilian", "user knows Maximilian"] })),
    ),
    memories.erase(anna, going.id),
    ...Array.from({ length: 4 }, () => tell(subject, anna, { says: ["Max likes tea", "user knows Max"] })),
  ]);
  const now = await told(anna);
  expect(now).toEqual([...new Set(now)]);
  expect(now).toEqual([
    ...[0, 1, 2, 3, 4, 5].map((n) => `Maximilian likes t${n}`),
    "Maximilian likes tea",
    "user knows Maximilian",
  ]);
  expect(await around(anna, "going")).toBeNull();
});

test("the person's export tells of entities with all their names, and of relations", async () => {
  const anna = buildPerson();
  const memory = await tell(subject, anna, {
    says: ["user has_pet Rex"],
    names: { Rex: "animal", Rexi: "animal" },
  });
  await merge(anna, "Rexi", "Rex");
  const records = postgresPersonRecords(database);
  const entities = await records.page(anna, "entity", null, 10);
  expect(entities.records).toHaveLength(3);
  expect(entities.records).toContainEqual(
    expect.objectContaining({ name: "Rex", type: "animal", names: ["Rex", "Rexi"], memory_ids: [memory.id] }),
  );
  expect(entities.records).toContainEqual(
    expect.objectContaining({ name: "Rexi", names: [], memory_ids: [] }),
  );
  const relations = await records.page(anna, "relation", null, 10);
  expect(relations).toMatchObject({
    records: [{ kind: "relation", predicate: "has_pet", memory_ids: [memory.id] }],
    next: null,
  });
});
