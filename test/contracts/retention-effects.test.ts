import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { deriveConversationId } from "#shared/domain/access/derive-ids.ts";
import type { Actor } from "#shared/ports/actor.ts";
import type { NewMessage, Role } from "#shared/ports/messages.ts";
import type { RetentionPolicy } from "#shared/ports/retention.ts";
import { buildActor } from "#test/builders/build-actor.ts";
import { buildAppend, buildMessage, type MessageGiven } from "#test/builders/build-append.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import { embed, findMatches, write } from "./memory-subject.ts";
import {
  archived,
  begin,
  buildPolicy,
  dayMs,
  fakeRetention,
  postgresRetention,
  type RetentionSubject,
  runOnce,
  workOff,
} from "./retention-subject.ts";

const model = "fake-embedding";
const now = Date.UTC(2026, 0, 31, 3);
const daysAgo = (days: number) => now - days * dayMs;
const old: MessageGiven = { createdAt: daysAgo(10) };

function describeEffects(name: string, make: () => RetentionSubject): void {
  const subject = make();
  const { messages, archive, memories, embeddings } = subject;

  const putAway = (actor: Actor, policy = buildPolicy(), at = now) => runOnce(subject, actor, policy, at);
  const restore = (actor: Actor, id: string, at = now) =>
    archive.restore({ actor, id, model, outboxId: uuidv7(), requestId: "r", now: at });
  const search = async (actor: Actor, text: string) =>
    (await findMatches(subject, actor, buildQuery({ text }))).map(({ id }) => id);
  const vectorsOf = (actor: Actor) => subject.count("embeddings", actor.tenantId);

  describe(`what a policy puts away in ${name}`, () => {
    test.each<[string, MessageGiven, Partial<RetentionPolicy>, number]>([
      ["older than its days", { createdAt: daysAgo(1) - 1 }, {}, 1],
      ["no older than its days", { createdAt: daysAgo(1) }, {}, 0],
      [
        "less important",
        { ...old, importance: 0.29 },
        { archive: { afterDays: 1, belowImportance: 0.3, roles: ["user"] } },
        1,
      ],
      [
        "just as important",
        { ...old, importance: 0.3 },
        { archive: { afterDays: 1, belowImportance: 0.3, roles: ["user"] } },
        0,
      ],
      [
        "of a role that is named",
        { ...old, role: "system" },
        { archive: { afterDays: 1, belowImportance: null, roles: ["system"] } },
        1,
      ],
      [
        "of another role",
        { ...old, role: "user" },
        { archive: { afterDays: 1, belowImportance: null, roles: ["system"] } },
        0,
      ],
      ["of a role that is kept", old, { keep: { roles: ["user"], minImportance: null, metadata: {} } }, 0],
      [
        "as important as what is kept",
        { ...old, importance: 0.5 },
        { keep: { roles: [], minImportance: 0.5, metadata: {} } },
        0,
      ],
      [
        "less important than what is kept",
        { ...old, importance: 0.49 },
        { keep: { roles: [], minImportance: 0.5, metadata: {} } },
        1,
      ],
      [
        "with a flag that is kept",
        { ...old, metadata: { keep: true } },
        { keep: { roles: [], minImportance: null, metadata: { keep: true } } },
        0,
      ],
      [
        "with one of several flags",
        { ...old, metadata: { pinned: "yes" } },
        { keep: { roles: [], minImportance: null, metadata: { keep: true, pinned: "yes" } } },
        0,
      ],
      [
        "with another value of the flag",
        { ...old, metadata: { keep: false } },
        { keep: { roles: [], minImportance: null, metadata: { keep: true } } },
        1,
      ],
    ])("a message %s", async (_what, given, policy, count) => {
      const actor = buildActor();
      const [message] = await write(subject, actor, given);
      expect(await putAway(actor, buildPolicy(policy))).toMatchObject({ archived: count, deleted: 0 });
      expect(await archived(subject, actor)).toEqual(count === 1 ? [message!.id] : []);
    });
  });

  describe(`a message that was put away in ${name}`, () => {
    test("stays where it was said, and is found by no word and no meaning", async () => {
      const actor = buildActor({ userId: "anna" });
      const [message] = await write(subject, actor, { ...old, content: "jasmine tea" });
      await write(subject, actor, { content: "green tea", createdAt: now });
      await embed(subject, actor, message!, [1, 0]);
      expect(await search(actor, "jasmine")).toEqual([message!.id]);
      await putAway(actor);
      expect(await search(actor, "jasmine")).toEqual([]);
      expect(await vectorsOf(actor)).toBe(0);
      expect(await messages.find(actor, message!.id, model)).toMatchObject({
        clientConversationId: "conversation",
        content: "jasmine tea",
        archivedAt: now,
      });
    });

    test("is read and counted in its conversation as before", async () => {
      const actor = buildActor({ userId: "anna" });
      const person = { ...actor, userId: "anna" };
      await write(
        subject,
        actor,
        { ...old, content: "jasmine tea" },
        { content: "green tea", createdAt: now },
      );
      const { conversations } = subject;
      const clientId = "conversation";
      const look = async () => [
        await conversations.messages(person, clientId, { limit: 10, after: null }),
        await conversations.find(person, clientId),
        await conversations.list(person, { limit: 10, after: null }),
        await conversations.change(person, clientId, { title: "Tea" }),
        await conversations.sessions(person, clientId, { limit: 10, after: null }),
      ];
      await conversations.change(person, clientId, { title: "Tea" });
      const call = { requestId: "r", now, idempotency: null, newSessionId: uuidv7() };
      await conversations.endSession(person, clientId, call);
      const before = await look();
      expect(before[0]).toMatchObject({ items: [{ content: "jasmine tea" }, { content: "green tea" }] });
      expect(before[1]).toMatchObject({ messageCount: 2 });
      expect(before[4]).toMatchObject({ items: [{ messageCount: 2 }] });
      expect(await putAway(actor)).toMatchObject({ archived: 1 });
      expect(await look()).toEqual(before);
    });

    test("leaves the vector to whoever still uses the text", async () => {
      const actor = buildActor();
      const [first] = await write(
        subject,
        actor,
        { ...old, content: "twice" },
        { content: "twice", createdAt: now },
      );
      const [said] = await write(subject, actor, { ...old, content: "believed" });
      const memory = buildMemory({ content: "believed" });
      await memories.create(buildCreation(actor, memory));
      const [alone] = await write(subject, actor, { ...old, content: "alone" }, { ...old, content: "alone" });
      for (const message of [first!, said!, alone!]) await embed(subject, actor, message, [1]);
      await embed(subject, actor, alone!, [1], "another-model");
      expect(await vectorsOf(actor)).toBe(4);
      expect(await putAway(actor)).toMatchObject({ archived: 4 });
      expect(await vectorsOf(actor)).toBe(2);
      await memories.erase(actor, memory.id);
      expect(await vectorsOf(actor)).toBe(1);
    });

    test("leaves vectors of the same text to other users", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const ben = buildActor({ tenantId: tenant.tenantId, userId: "ben" });
      const [annas] = await write(subject, anna, { ...old, content: "same" });
      const [bens] = await write(subject, ben, { content: "same", createdAt: now });
      await embed(subject, anna, annas!, [1]);
      await embed(subject, ben, bens!, [1]);
      await putAway(tenant);
      expect(await vectorsOf(tenant)).toBe(1);
      expect((await messages.find(ben, bens!.id, model))?.embeddingStatus).toBe("ready");
    });

    test("is embedded by no job that still waits", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, old);
      await putAway(actor);
      expect(await embeddings.findUnembedded(actor.tenantId, [message!.id], model)).toEqual([]);
      await embed(subject, actor, message!, [1]);
      expect(await vectorsOf(actor)).toBe(0);
    });

    test("still supports its memories, until it is deleted; the memories stay", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, old);
      const memory = buildMemory({ sourceMessageIds: [message!.id] });
      await memories.create(buildCreation(actor, memory));
      await putAway(actor);
      expect((await memories.find(actor, memory.id, model))?.sourceMessageIds).toEqual([message!.id]);
      const policy = buildPolicy({ delete: { archivedForDays: 5 } });
      expect(await putAway(actor, policy, now + 5 * dayMs)).toMatchObject({ archived: 0, deleted: 0 });
      expect(await putAway(actor, policy, now + 5 * dayMs + 1)).toMatchObject({ archived: 0, deleted: 1 });
      expect(await messages.find(actor, message!.id, model)).toBeNull();
      expect(await memories.find(actor, memory.id, model)).toMatchObject({ sourceMessageIds: [] });
      expect(await subject.count("messages", actor.tenantId)).toBe(0);
    });

    test("is kept for good where the policy says so by now", async () => {
      const actor = buildActor();
      const [flagged] = await write(subject, actor, { ...old, metadata: { pinned: true } }, old);
      await putAway(actor);
      const keep = { roles: [], minImportance: null, metadata: { pinned: true } };
      const policy = buildPolicy({ delete: { archivedForDays: 1 }, keep });
      expect(await putAway(actor, policy, now + 2 * dayMs)).toMatchObject({ deleted: 1 });
      expect(await archived(subject, actor)).toEqual([flagged!.id]);
    });

    test("goes when its conversation is cleared, and is not counted among what search had", async () => {
      const actor = buildActor();
      const [gone] = await write(subject, actor, { ...old, content: "long ago" });
      await putAway(actor);
      await write(subject, actor, { content: "today", createdAt: now });
      expect(await memories.clear(actor, deriveConversationId(actor.ownerId, "conversation"))).toBe(1);
      expect(await messages.find(actor, gone!.id, model)).toBeNull();
      expect(await archived(subject, actor)).toEqual([]);
    });

    test("holds back no vector when another of its text is cleared", async () => {
      const actor = buildActor();
      const [kept] = await write(subject, actor, {
        content: "twice",
        createdAt: now,
        clientConversationId: "new",
      });
      await write(subject, actor, { ...old, content: "twice" });
      await embed(subject, actor, kept!, [1]);
      await putAway(actor);
      await memories.clear(actor, deriveConversationId(actor.ownerId, "new"));
      expect(await vectorsOf(actor)).toBe(0);
    });
  });

  describe(`a message that is restored in ${name}`, () => {
    test("is found by its words at once, and leaves a job for its vector", async () => {
      const actor = buildActor({ userId: "anna" });
      const [message] = await write(subject, actor, {
        ...old,
        name: "Anna",
        content: "jasmine tea, jasmine",
      });
      await embed(subject, actor, message!, [1]);
      const before = await search(actor, "jasmine");
      await putAway(actor);
      const outboxId = uuidv7();
      const answer = await archive.restore({ actor, id: message!.id, model, outboxId, requestId: "r9", now });
      expect(answer).toEqual({ leftJob: true, message: await messages.find(actor, message!.id, model) });
      expect(answer!.message).toMatchObject({ archivedAt: null, embeddingStatus: "pending" });
      expect(await search(actor, "jasmine")).toEqual(before);
      expect(await search(actor, "anna")).toEqual(before);
      expect(await subject.outboxOf(actor.tenantId)).toContainEqual({
        id: outboxId,
        messageIds: [message!.id],
        requestId: "r9",
        dueAt: now + 60_000,
      });
      expect(await archived(subject, actor)).toEqual([]);
    });

    test("leaves no job where its text has a vector", async () => {
      const actor = buildActor();
      const [message] = await write(
        subject,
        actor,
        { ...old, content: "twice" },
        { content: "twice", createdAt: now },
      );
      await embed(subject, actor, message!, [1]);
      await putAway(actor);
      expect(await restore(actor, message!.id)).toMatchObject({
        leftJob: false,
        message: { embeddingStatus: "ready" },
      });
    });

    test("again, or though it was never away, stays as it is", async () => {
      const actor = buildActor();
      const [message, never] = await write(subject, actor, old, { createdAt: now });
      await putAway(actor);
      const answers = await Promise.all([1, 2, 3].map(() => restore(actor, message!.id)));
      expect(answers.filter((answer) => answer!.leftJob)).toHaveLength(1);
      expect(await restore(actor, never!.id)).toMatchObject({
        leftJob: false,
        message: { archivedAt: null },
      });
    });

    test("is as old as its return for the runs to come", async () => {
      const actor = buildActor();
      const [message] = await write(subject, actor, old);
      await putAway(actor);
      await restore(actor, message!.id, now);
      expect(await putAway(actor, buildPolicy(), now + dayMs)).toMatchObject({ archived: 0 });
      expect(await putAway(actor, buildPolicy(), now + dayMs + 1)).toMatchObject({ archived: 1 });
    });

    test("is one of the actor's own", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const [message] = await write(subject, anna, old);
      await putAway(tenant);
      for (const actor of [buildActor(), buildActor({ tenantId: tenant.tenantId, userId: "ben" })]) {
        expect(await restore(actor, message!.id)).toBeNull();
      }
      expect(await restore(anna, uuidv7())).toBeNull();
      expect(await restore(tenant, message!.id)).not.toBeNull();
    });
  });

  describe(`the archive in ${name}`, () => {
    test("is latest first, page by page, and a user's own", async () => {
      const tenant = buildActor();
      const anna = buildActor({ tenantId: tenant.tenantId, userId: "anna" });
      const written = await write(subject, anna, ...Array.from({ length: 5 }, () => old));
      await putAway(tenant, buildPolicy(), now - 1);
      const [nobodys] = await write(subject, tenant, old);
      await putAway(tenant, buildPolicy(), now);
      const annas = written.map(({ id }) => id).toReversed();
      expect(await archived(subject, tenant)).toEqual([nobodys!.id, ...annas]);
      expect(await archived(subject, anna)).toEqual(annas);
      expect(await archived(subject, buildActor())).toEqual([]);

      const seen: string[] = [];
      let after: string | null = null;
      do {
        const query = { clientConversationId: null, roles: null, since: null, until: null };
        const page = await archive.list(tenant, { ...query, after, limit: 4 }, model);
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after !== null);
      expect(seen).toEqual([nobodys!.id, ...annas]);
    });

    test("is filtered by conversation, role and when it was said", async () => {
      const actor = buildActor();
      const [one, two, three] = await write(
        subject,
        actor,
        { clientConversationId: "c1", createdAt: daysAgo(10) },
        { clientConversationId: "c1", role: "assistant", createdAt: daysAgo(9) },
        { clientConversationId: "c2", createdAt: daysAgo(8) },
      );
      await putAway(actor);
      const ids = (...of: (NewMessage | undefined)[]) => of.map((message) => message!.id);
      expect(await archived(subject, actor, { clientConversationId: "c1" })).toEqual(ids(two, one));
      expect(await archived(subject, actor, { roles: ["user"] })).toEqual(ids(three, one));
      expect(await archived(subject, actor, { since: daysAgo(9) })).toEqual(ids(three, two));
      expect(await archived(subject, actor, { until: daysAgo(9) })).toEqual(ids(two, one));
      expect(await archived(subject, actor, { clientConversationId: "c3" })).toEqual([]);
    });
  });
}

describeEffects("the fake", fakeRetention);
describeEffects("Postgres", () => postgresRetention(inject("databaseUrl")));

const roles: readonly Role[] = ["user", "assistant", "system"];
const someRoles = fc.subarray([...roles]);
const importance = fc.integer({ min: 0, max: 4 }).map((quarters) => quarters / 4);
const flag = fc.constantFrom<Record<string, boolean>>({}, { keep: true }, { keep: false }, { pin: true });
const days = fc.integer({ min: 1, max: 6 });
const randomMessage = fc.record({
  role: fc.constantFrom(...roles),
  importance,
  metadata: flag,
  content: fc.constantFrom("one", "two", "three"),
  userId: fc.constantFrom(null, "anna"),
  createdAt: fc.integer({ min: 0, max: 8 }).map(daysAgo),
});
const randomPolicy: fc.Arbitrary<RetentionPolicy> = fc.record({
  enabled: fc.constantFrom(true, true, true, false),
  archive: fc.option(
    fc.record({ afterDays: days, belowImportance: fc.option(importance), roles: someRoles }),
  ),
  delete: fc.option(days.map((archivedForDays) => ({ archivedForDays }))),
  keep: fc.record({
    roles: fc.constantFrom([], ["system" as const]),
    minImportance: fc.option(importance),
    metadata: flag,
  }),
});

test("on random data a dry run says what a run does, and Postgres does what the fake does", async () => {
  const [fake, real] = [fakeRetention(), postgresRetention(inject("databaseUrl"))];
  const story = fc.record({
    given: fc.array(randomMessage, { minLength: 1, maxLength: 25 }),
    policies: fc.array(randomPolicy, { minLength: 1, maxLength: 3 }),
    windowSize: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ given, policies, windowSize }) => {
      const actor = buildActor();
      const messages = given.map((each) => buildMessage(actor, each));
      for (const { messages: port } of [fake, real]) await port.append(buildAppend(actor, messages));
      for (const [at, policy] of policies.entries()) {
        const then = now + at * 2 * dayMs;
        const seen = [];
        for (const subject of [fake, real]) {
          await subject.policies.set(actor, policy, then);
          const dry = await begin(subject, actor, { now: then, dryRun: true });
          const { id } = await begin(subject, actor, { now: then });
          const done = await workOff(subject, actor, { windowSize, now: then });
          const run = (await subject.runs.find(actor.tenantId, id))!;
          expect([dry.archived, dry.deleted]).toEqual([run.archived, run.deleted]);
          expect([done.archived, done.deleted]).toEqual([run.archived, run.deleted]);
          expect(dry.finishedAt).toBe(then);
          seen.push({ run: { ...run, id: "" }, away: await archived(subject, actor) });
        }
        expect(seen[1]).toEqual(seen[0]);
      }
    }),
    { numRuns: 40 },
  );
});
