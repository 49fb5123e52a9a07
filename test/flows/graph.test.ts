import { describe, expect, inject, test } from "vitest";
import { getGraphContract, mergeEntitiesContract } from "#shared/wire/http/graph.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { notedOf, postgresGraphSubject, type Told } from "../contracts/graph-subject.ts";
import { type Answer, refusal, shaped } from "./call.ts";
import { type MemoryClient, memoryClient } from "./memory-client.ts";

const { url, environment } = inject("cloud");
const subject = postgresGraphSubject(environment.DATABASE_URL!);
const nobodysId = "019a0000-0000-7000-8000-000000000000";

type Fields = Readonly<Record<string, unknown>>;
const graphOf = (answer: Answer) => {
  expect(answer.status, answer.text).toBe(200);
  return shaped(getGraphContract.responses[200]!.schema!, answer.json()) as Shown;
};
interface Shown {
  entity: string | null;
  entities: { id: string; name: string; aliases: string[]; merged: { id: string; name: string }[] }[];
  relations: { predicate: string; status: string; valid_to: string | null; memories: { id: string }[] }[];
  truncated: boolean;
  next_cursor: string | null;
}

/** A tenant whose anna is told of, as learning would do it. */
function annasGraph(userId = "anna") {
  const client: MemoryClient = memoryClient(url);
  const anna = buildActor({ tenantId: client.tenant, userId });
  return {
    client,
    async tell(told: Pick<Told, "says" | "names">, draft: Fields = {}) {
      const memory = await client.remember({ user_id: userId, ...draft });
      await subject.note(notedOf(anna, memory.id, told));
      return memory;
    },
    show: async (query: Fields = {}) => graphOf(await client.ask("/v1/graph", { user_id: userId, ...query })),
    merge: (body: Fields, headers = {}) =>
      client.send("/v1/graph/merge", { user_id: userId, ...body }, headers),
  };
}

describe("the graph", () => {
  test("shows what memories say, what outdated it, and what was believed before", async () => {
    const { tell, show } = annasGraph();
    const old = await tell({ says: ["user lives_in Bonn"], names: { Bonn: "place" } });
    const next = await tell({ says: ["user lives_in Rome"] }, { supersedes: old.id });
    const { relations, entities, truncated, next_cursor } = await show();
    expect([entities.map(({ name }) => name), truncated, next_cursor]).toEqual([
      ["user", "Rome", "Bonn"],
      false,
      null,
    ]);
    const held = relations.map(({ predicate, status, memories }) => [predicate, status, memories[0]!.id]);
    expect(held).toEqual([
      ["lives_in", "active", next.id],
      ["lives_in", "outdated", old.id],
    ]);
    const before = await show({ as_of: old.created_at });
    expect(before.relations).toMatchObject([
      { status: "active", valid_to: null, memories: [{ id: old.id }] },
    ]);
  });

  test("goes as far as it is asked to, from any name", async () => {
    const { tell, show } = annasGraph();
    await tell({ says: ["Mia sister_of user", "Mia works_at Acme", "Acme seat_in Bonn"] });
    const far = async (depth: number) =>
      (await show({ entity: "bonn", depth })).entities.map(({ name }) => name);
    expect(await far(1)).toEqual(["Bonn", "Acme"]);
    expect(await far(3)).toEqual(["Bonn", "Acme", "Mia", "user"]);
  });

  test("is a list for a tenant, which is nobody", async () => {
    const { client, tell } = annasGraph();
    await tell({ names: { Bonn: "place", Mia: "person", Rex: "animal" } });
    const first = graphOf(await client.ask("/v1/graph", { limit: 2 }));
    const rest = graphOf(await client.ask("/v1/graph", { limit: 2, cursor: first.next_cursor }));
    expect([first.entities.length, rest.entities.length, rest.next_cursor]).toEqual([2, 1, null]);
    expect([first.entity, first.truncated, rest.truncated]).toEqual([null, true, false]);
  });

  test("leads from a name, and shows what belongs together, for a tenant, too", async () => {
    const { client, tell, show } = annasGraph();
    await tell({ says: ["Mia works_at Acme"] });
    const annas = await show({ entity: "Acme" });
    expect(graphOf(await client.ask("/v1/graph", { entity: "acme" }))).toEqual(annas);
    const listed = graphOf(await client.ask("/v1/graph"));
    expect(listed.relations).toEqual(annas.relations);
    expect([listed.entity, listed.truncated, listed.entities.length]).toEqual([null, false, 2]);
    const elsewhere = await memoryClient(url).ask("/v1/graph", { entity: "Acme" });
    expect(elsewhere.status).toBe(404);
    const alone = graphOf(await client.ask("/v1/graph", { limit: 1 }));
    expect(alone.relations).toEqual([]);
  });

  test("of nobody known is empty, and a stranger's is not there", async () => {
    const { client, tell, show } = annasGraph();
    expect(await show()).toEqual({
      entity: null,
      entities: [],
      relations: [],
      truncated: false,
      next_cursor: null,
    });
    await tell({ says: ["user lives_in Bonn"] });
    const { entities } = await show();
    for (const query of [
      { user_id: "ben", entity: "Bonn" },
      { user_id: "ben", entity: entities[1]!.id },
      { user_id: "anna", entity: "Rome" },
    ]) {
      expect((await client.ask("/v1/graph", query)).status).toBe(404);
    }
    expect((await memoryClient(url).ask("/v1/graph", { entity: entities[1]!.id })).status).toBe(404);
  });

  test.each([
    ["depth", 0],
    ["depth", 4],
    ["as_of", "yesterday"],
    ["entity", ""],
  ])("is not shown with the %s %s", async (name, value) => {
    const answer = await memoryClient(url).ask("/v1/graph", { user_id: "anna", [name]: value });
    expect([answer.status, refusal(answer).details?.[0]?.path]).toEqual([400, name]);
  });

  test("of a memory that is erased is gone with it", async () => {
    const { client, tell, show } = annasGraph();
    const { id } = await tell({ says: ["user has_pet Rex"] });
    const query = `tenant_id=${client.tenant}`;
    expect((await fetch(`${url}/v1/memories/${id}?${query}`, { method: "DELETE" })).status).toBe(204);
    expect((await show()).entities.map(({ name }) => name)).toEqual(["user"]);
    expect((await client.ask("/v1/graph", { user_id: "anna", entity: "Rex" })).status).toBe(404);
  });

  test("is in the person's export", async () => {
    const { client, tell } = annasGraph();
    const { id } = await tell({ says: ["user has_pet Rex"] });
    const lines = (await client.ask("/v1/users/me/export", { user_id: "anna" })).text.trim().split("\n");
    const records = lines.map((line) => JSON.parse(line) as Fields);
    expect(records.filter(({ kind }) => kind === "entity").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["user", "Rex"]),
    );
    expect(records).toContainEqual(
      expect.objectContaining({ kind: "relation", predicate: "has_pet", memory_ids: [id] }),
    );
  });
});

describe("two entities that are one", () => {
  const merged = (answer: Answer) => {
    expect(answer.status, answer.text).toBe(200);
    return shaped(mergeEntitiesContract.responses[200]!.schema!, answer.json());
  };
  async function twoOfAnna() {
    const graph = annasGraph();
    await graph.tell({ says: ["Max friend_of user"], names: { Maximilian: "person" } });
    const idOf = async (entity: string) => (await graph.show({ entity })).entity!;
    return { ...graph, from: await idOf("Max"), into: await idOf("Maximilian") };
  }

  test("go by both names, and the old id leads to what it is now", async () => {
    const { merge, show, tell, from, into } = await twoOfAnna();
    expect(merged(await merge({ from, into }))).toMatchObject({ from, into });
    await tell({ says: ["Max likes tea"] });
    const { entity, entities, relations } = await show({ entity: from });
    expect(entity).toBe(into);
    expect(entities[0]).toMatchObject({
      name: "Maximilian",
      aliases: ["Max"],
      merged: [{ id: from, name: "Max" }],
    });
    expect(relations.map(({ predicate }) => predicate)).toEqual(["likes", "friend_of"]);
  });

  test("are told again under their key, byte for byte", async () => {
    const { merge, from, into } = await twoOfAnna();
    const key = { "idempotency-key": "once" };
    const first = await merge({ from, into }, key);
    expect((await merge({ from, into }, key)).text).toBe(first.text);
    expect((await merge({ from: into, into: from }, key)).status).toBe(422);
  });

  test("are not two strangers, nor one and itself, nor the person in somebody else", async () => {
    const { client, merge, show, from, into } = await twoOfAnna();
    const self = (await show()).entity!;
    const statuses = [];
    for (const body of [
      { from, into: from },
      { from, into: nobodysId },
      { from: nobodysId, into },
      { from: self, into },
      { from, into, user_id: "ben" },
    ]) {
      statuses.push((await merge(body)).status);
    }
    expect(statuses).toEqual([400, 404, 404, 409, 404]);
    const abroad = await client.send("/v1/graph/merge", { from, into, tenant_id: memoryClient(url).tenant });
    expect(abroad.status).toBe(404);
    merged(await merge({ from, into }));
    expect((await merge({ from: into, into: from })).status).toBe(409);
  });
});
