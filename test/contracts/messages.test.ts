import { describe, expect, inject, test } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { embed, fakeMemory, type MemorySubject, postgresMemory, write } from "./memory-subject.ts";

const minute = 60_000;

function describeMessages(name: string, make: () => MemorySubject): void {
  const subject = make();
  const { messages } = subject;
  const model = "fake-embedding";

  describe(`messages in ${name}`, () => {
    test("are found as they were stored", async () => {
      const actor = buildActor({ userId: "anna" });
      const [message] = await write(subject, actor, {
        role: "assistant",
        name: 'O\'Brien \\ "quoted"',
        content: "Zeile eins\n\tzwei 🙂 {a,b} $1 'x'",
        metadata: { deep: { list: [1, "two", null, { three: 3.5 }] }, "": "empty name" },
        importance: 0.123456,
        createdAt: Date.UTC(2021, 3, 5, 6, 7, 8, 9),
        clientConversationId: "c:1@x",
      });
      expect(await messages.find(actor, message!.id, model)).toEqual({
        id: message!.id,
        clientConversationId: "c:1@x",
        userId: "anna",
        role: "assistant",
        name: message!.name,
        content: message!.content,
        metadata: message!.metadata,
        importance: 0.123456,
        embeddingStatus: "pending",
        flagged: false,
        createdAt: Date.UTC(2021, 3, 5, 6, 7, 8, 9),
        archivedAt: null,
      });
    });

    test("may be as long as is allowed", async () => {
      const actor = buildActor();
      const content = Array.from({ length: 8_000 }, (_, at) => at.toString(36).padStart(3, "0")).join(" ");
      const [first, second] = await write(subject, actor, { content }, { content: "🙂".repeat(32_000) });
      expect((await messages.find(actor, first!.id, model))?.content).toBe(content);
      expect((await messages.find(actor, second!.id, model))?.content).toBe("🙂".repeat(32_000));
    });

    test("are ready once their text has a vector of the model that is asked for", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, {});
      await embed(subject, actor, message!, [1, 0]);
      expect((await messages.find(actor, message!.id, model))?.embeddingStatus).toBe("ready");
      expect((await messages.find(actor, message!.id, "other-model"))?.embeddingStatus).toBe("pending");
    });

    test("that nobody wrote are not there", async () => {
      const actor = buildActor();
      expect(await messages.find(actor, buildMessage(actor).id, model)).toBeNull();
    });

    test("are seen by their user and by their tenant, and by nobody else", async () => {
      const tenant = buildActor();
      const userOf = (userId: string) => buildActor({ tenantId: tenant.tenantId, userId });
      const [annas] = await write(subject, userOf("anna"), {});
      const [nobodys] = await write(subject, tenant, {});
      const seen = async (actor: typeof tenant, id: string) =>
        (await messages.find(actor, id, model)) !== null;

      expect(await seen(userOf("anna"), annas!.id)).toBe(true);
      expect(await seen(tenant, annas!.id)).toBe(true);
      expect(await seen(tenant, nobodys!.id)).toBe(true);
      expect(await seen(userOf("ben"), annas!.id)).toBe(false);
      expect(await seen(userOf("anna"), nobodys!.id)).toBe(false);
      expect(await seen(buildActor(), annas!.id)).toBe(false);
      expect(await seen(buildActor({ userId: "anna" }), annas!.id)).toBe(false);
    });

    test("of two users never meet, though they name the same conversation", async () => {
      const tenant = buildActor();
      const [annas, bens] = await write(subject, tenant, { userId: "anna" }, { userId: "ben" });
      expect(annas!.conversationId).not.toBe(bens!.conversationId);
      expect(await messages.find(tenant, annas!.id, model)).toMatchObject({ userId: "anna" });
      expect(await messages.find(tenant, bens!.id, model)).toMatchObject({ userId: "ben" });
    });

    test("are stored all or none", async () => {
      const actor = buildActor();
      const [stored] = await write(subject, actor, {});
      const batch = [buildMessage(actor), { ...buildMessage(actor), id: stored!.id }];
      await expect(messages.append(buildAppend(actor, batch))).rejects.toThrow();
      expect(await subject.count("messages", actor.tenantId)).toBe(1);
      expect(await subject.outboxOf(actor.tenantId)).toHaveLength(1);
    });

    test("of first writers at once are all stored", async () => {
      const actor = buildActor({ userId: "anna" });
      await Promise.all(Array.from({ length: 20 }, () => write(subject, actor, {})));
      expect(await subject.count("messages", actor.tenantId)).toBe(20);
    });

    test("of batches that name the same users in other orders are all stored", async () => {
      const actor = buildActor();
      const users = ["anna", "ben", "cleo", "dora"].map((userId) => ({ userId }));
      const batches = Array.from({ length: 20 }, (_, at) => (at % 2 ? users : users.toReversed()));
      await Promise.all(batches.map((batch) => write(subject, actor, ...batch)));
      expect(await subject.count("messages", actor.tenantId)).toBe(80);
    });
  });

  describe(`the job for their embedding in ${name}`, () => {
    test("is one row for a batch, due in a minute, that names what has no vector yet", async () => {
      const actor = buildActor();
      const [known] = await write(subject, actor, { content: "known" });
      await embed(subject, actor, known!, [1, 0]);
      const batch = ["new", "known", "newer"].map((content) => buildMessage(actor, { content }));
      const append = buildAppend(actor, batch, { requestId: "r1" });
      const pendingIds = [batch[0]!.id, batch[2]!.id];
      expect(await messages.append(append)).toEqual({ outcome: "stored", pendingIds });
      expect(await subject.outboxOf(actor.tenantId)).toContainEqual({
        id: append.outboxId,
        messageIds: pendingIds,
        requestId: "r1",
        dueAt: append.now + minute,
      });
    });

    test("is no row where all have a vector", async () => {
      const actor = buildActor();
      const [known] = await write(subject, actor, { content: "known" });
      await embed(subject, actor, known!, [1, 0]);
      const append = buildAppend(actor, [buildMessage(actor, { content: "known" })]);
      expect(await messages.append(append)).toEqual({ outcome: "stored", pendingIds: [] });
      const rows = await subject.outboxOf(actor.tenantId);
      expect(rows.map(({ id }) => id)).not.toContain(append.outboxId);
    });

    test("is not spared by a vector of somebody else", async () => {
      const tenant = buildActor();
      const [annas] = await write(subject, tenant, { userId: "anna", content: "same" });
      await embed(subject, tenant, annas!, [1, 0]);
      const bens = buildMessage(tenant, { userId: "ben", content: "same" });
      expect(await messages.append(buildAppend(tenant, [bens]))).toMatchObject({ pendingIds: [bens.id] });
    });
  });

  describe(`tenants and users in ${name}`, () => {
    test("a tenant that does not exist is not made for a caller who may not", async () => {
      const actor = buildActor({ mayProvision: false });
      const append = buildAppend(actor, [buildMessage(actor)]);
      expect(await messages.append(append)).toEqual({ outcome: "tenant_unknown" });
      expect(await subject.count("messages", actor.tenantId)).toBe(0);
      expect(await subject.outboxOf(actor.tenantId)).toEqual([]);
    });

    test("a tenant that exists is known to every caller", async () => {
      const maker = buildActor();
      await write(subject, maker, {});
      const actor = { ...maker, mayProvision: false };
      expect(await messages.append(buildAppend(actor, [buildMessage(actor)]))).toMatchObject({
        outcome: "stored",
      });
    });

    test("a user is seen anew at most every 15 minutes", async () => {
      const actor = buildActor({ userId: "anna" });
      const now = Date.now();
      const writeAt = (at: number) => messages.append(buildAppend(actor, [buildMessage(actor)], { now: at }));
      const seen = () => subject.lastSeenAt(actor.tenantId, "anna");
      expect(await seen()).toBeUndefined();
      await writeAt(now);
      await writeAt(now + 15 * minute);
      expect(await seen()).toBe(now);
      await writeAt(now + 15 * minute + 1);
      expect(await seen()).toBe(now + 15 * minute + 1);
      await writeAt(now);
      expect(await seen()).toBe(now + 15 * minute + 1);
    });
  });
}

describeMessages("the fake", fakeMemory);
describeMessages("Postgres", () => postgresMemory(inject("databaseUrl")));
