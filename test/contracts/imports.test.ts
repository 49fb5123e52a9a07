import { describe, expect, inject, test } from "vitest";
import { buildImport } from "#test/builders/build-import.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  type ConversationSubject,
  fakeConversationSubject,
  jobsOf,
  postgresConversationSubject,
} from "./conversation-subject.ts";
import { embed, write } from "./memory-subject.ts";

const all = { limit: 100, after: null };
const day = 24 * 3_600_000;
const claim = { route: "/import", key: "k", requestHash: "aa".repeat(32) };

function describeImports(name: string, make: () => ConversationSubject): void {
  const subject = make();
  const { conversations } = subject;

  describe(`imports in ${name}`, () => {
    test("store a conversation as it was", async () => {
      const person = buildPerson();
      const call = buildImport(person, {
        title: "Trip",
        extraction: false,
        messages: [
          { name: "Anna", content: "Ünï 🙂", metadata: { a: [1, null] }, importance: 0.75 },
          {
            role: "assistant",
            toolCalls: [{ name: "search", arguments: { q: "x" }, result: ["y"] }],
            status: "failed",
          },
        ],
      });
      expect(await conversations.import(call)).toMatchObject({ outcome: "stored" });
      expect(await conversations.find(person, "conversation")).toEqual({
        ...{ clientId: "conversation", title: "Trip", extraction: false, createdAt: call.createdAt },
        ...{ lastActiveAt: call.messages[1]!.createdAt, messageCount: 2 },
      });
      const { items } = (await conversations.messages(person, "conversation", all))!;
      expect(items).toEqual(
        call.messages.map(({ textHash: _, ...message }) => ({
          ...message,
          turnId: null,
          clientMessageId: null,
          flagged: false,
        })),
      );
    });

    test("leave a job for each hundred messages that have no vector yet", async () => {
      const person = buildPerson();
      const [known] = await write(subject, person, { content: "said 3", clientConversationId: "other" });
      await embed(subject, person, known!, [1, 0]);
      const call = buildImport(person, { messages: Array.from({ length: 202 }, () => ({})) });
      const jobs = jobsOf(await conversations.import(call));
      const pending = call.messages.filter((_, at) => at !== 3).map(({ id }) => id);
      expect(jobs).toEqual([
        { id: call.outboxIds[0], messageIds: pending.slice(0, 100) },
        { id: call.outboxIds[1], messageIds: pending.slice(100, 200) },
        { id: call.outboxIds[2], messageIds: pending.slice(200) },
      ]);
      const rows = await subject.outboxOf(person.tenantId);
      for (const { id, messageIds } of jobs) {
        const row = { id, messageIds, requestId: "request", dueAt: call.now + 60_000 };
        expect(rows).toContainEqual(row);
      }
    });

    test("of nothing at all are a conversation without messages", async () => {
      const person = buildPerson();
      const call = buildImport(person, { messages: [] });
      expect(await conversations.import(call)).toEqual({ outcome: "stored", jobs: [], learns: false });
      expect(await conversations.messages(person, "conversation", all)).toEqual({ items: [], next: null });
    });

    test("store nothing where the name is taken", async () => {
      const person = buildPerson();
      await write(subject, person, { content: "was here first" });
      expect(await conversations.import(buildImport(person))).toEqual({ outcome: "taken" });
      expect(await subject.count("messages", person.tenantId)).toBe(1);
      const elsewhere = buildImport(person, { clientId: "free" });
      expect(await conversations.import(elsewhere)).toMatchObject({ outcome: "stored" });
    });

    test("do not make a tenant for whoever may not", async () => {
      const person = buildPerson({ mayProvision: false });
      expect(await conversations.import(buildImport(person))).toEqual({ outcome: "tenant_unknown" });
    });

    test("are stored once of twenty who race for one name", async () => {
      const person = buildPerson();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => conversations.import(buildImport(person))),
      );
      expect(outcomes.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === "taken")).toHaveLength(19);
      expect(await subject.count("messages", person.tenantId)).toBe(1);
    });

    test("answer a repeat under one key as the first time, at once or for a day, and another body not", async () => {
      const person = buildPerson();
      const send = async (given: Parameters<typeof buildImport>[1] = {}) =>
        (await conversations.import(buildImport(person, { idempotency: claim, ...given }))).outcome;
      const racing = await Promise.all(Array.from({ length: 10 }, () => send()));
      expect(racing.toSorted()).toEqual([...new Array(9).fill("repeated"), "stored"]);
      const { now } = buildImport(person);
      expect(await send({ now: now + day })).toBe("repeated");
      const other = { ...claim, requestHash: "bb".repeat(32) };
      expect(await send({ idempotency: other, clientId: "free" })).toBe("mismatch");
      expect(await send({ idempotency: { ...claim, key: "another" } })).toBe("taken");
      expect(await send({ now: now + day + 1 })).toBe("taken");
      expect(await send({ now: now + day + 1, clientId: "free" })).toBe("stored");
      expect(await subject.count("messages", person.tenantId)).toBe(2);
    });
  });
}

describeImports("the fake", fakeConversationSubject);
describeImports("Postgres", () => postgresConversationSubject(inject("databaseUrl")));
