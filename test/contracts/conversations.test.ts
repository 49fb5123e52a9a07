import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { deriveConversationId } from "#shared/domain/access/derive-ids.ts";
import type { CalledEnd } from "#shared/ports/conversations.ts";
import type { IdempotencyClaim } from "#shared/ports/messages.ts";
import type { Page, PageRequest } from "#shared/ports/page.ts";
import { buildCreation, buildMemory } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  type ConversationSubject,
  fakeConversationSubject,
  postgresConversationSubject,
} from "./conversation-subject.ts";
import { write } from "./memory-subject.ts";

const noon = Date.UTC(2026, 0, 31, 12);
const minute = 60_000;
const all = { limit: 100, after: null };
const claim = { route: "/v1/conversations/{id}/summarize", key: "once", requestHash: "aa" };
const at = (now: number) => ({ requestId: "r", now });
const asked = (now: number) => ({ ...at(now), newSessionId: uuidv7() });

/** Page by page, each of so many. */
async function walk<Item>(limit: number, page: (request: PageRequest) => Promise<Page<Item> | null>) {
  const pages: (readonly Item[])[] = [];
  let after: string | null = null;
  do {
    const { items, next }: Page<Item> = (await page({ limit, after }))!;
    pages.push(items);
    after = next;
  } while (after !== null);
  return pages;
}

function describeConversations(name: string, make: () => ConversationSubject): void {
  const subject = make();
  const { conversations, takeTurn } = subject;
  const model = "fake-embedding";

  describe(`conversations in ${name}`, () => {
    test("are there once something was written in them, whoever wrote it for the person", async () => {
      const person = buildPerson();
      const tenant = { ...person, userId: null };
      await write(subject, person, { clientConversationId: "own", createdAt: noon });
      await write(subject, tenant, {
        userId: person.userId,
        clientConversationId: "for",
        createdAt: noon + 1,
      });
      await write(subject, person, { clientConversationId: "own", createdAt: noon - 5 });
      const { items, next } = await conversations.list(person, all);
      const unset = { title: null, extraction: null, createdAt: expect.any(Number) };
      expect(items).toEqual([
        { clientId: "for", ...unset, lastActiveAt: noon + 1, messageCount: 1 },
        { clientId: "own", ...unset, lastActiveAt: noon, messageCount: 2 },
      ]);
      expect(next).toBeNull();
      expect(await conversations.find(person, "own")).toEqual(items[1]);
      expect(await conversations.find(person, "nobody's")).toBeNull();
    });

    test("are listed page by page, each once, though several were active in one instant", async () => {
      const person = buildPerson();
      const names = Array.from({ length: 7 }, (_, at) => `c${at}`);
      for (const clientConversationId of names) {
        const createdAt = clientConversationId < "c4" ? -noon : noon;
        await write(subject, person, { clientConversationId, createdAt });
      }
      const pages = await walk(2, (page) => conversations.list(person, page));
      expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
      const listed = pages.flat().map(({ clientId }) => clientId);
      expect(listed.toSorted()).toEqual(names);
      expect(listed.slice(0, 3).toSorted()).toEqual(["c4", "c5", "c6"]);
      const whole = await conversations.list(person, all);
      expect(whole.items.map(({ clientId }) => clientId)).toEqual(listed);
    });

    test("are their person's: nobody else lists, reads, changes, ends or erases them", async () => {
      const anna = buildPerson();
      const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
      const annaAbroad = buildPerson();
      const id = deriveConversationId(anna.ownerId, "c");
      await takeTurn(anna, { conversation: "c", clientMessageId: "m", text: "hi", reply: "hello", at: noon });
      for (const other of [ben, annaAbroad]) {
        expect(await conversations.list(other, all)).toEqual({ items: [], next: null });
        expect(await conversations.find(other, "c")).toBeNull();
        expect(await conversations.messages(other, "c", all)).toBeNull();
        expect(await conversations.sessions(other, "c", all)).toBeNull();
        expect(await conversations.change(other, "c", { title: "mine" })).toBeNull();
        expect(await conversations.reset(other, "c", at(noon))).toBeNull();
        expect(await conversations.erase(other, id)).toBe(false);
        const work = { tenantId: annaAbroad.tenantId, conversationId: id };
        expect(await conversations.findUntitled(work)).toBeNull();
        await conversations.setTitle({ ...work, title: "stolen", outboxId: uuidv7() });
      }
      expect(await conversations.find(anna, "c")).toMatchObject({ title: null, messageCount: 2 });
      expect((await conversations.sessions(anna, "c", all))!.items).toMatchObject([{ endedAt: null }]);
    });

    test("take a title and whether to learn from them, keep what is left out, and lose what is null", async () => {
      const person = buildPerson();
      await write(subject, person, { clientConversationId: "c", createdAt: noon });
      const change = (given: Parameters<typeof conversations.change>[2]) =>
        conversations.change(person, "c", given);
      const titled = { clientId: "c", title: 'Räder & "Rad"', extraction: null, messageCount: 1 };
      expect(await change({ title: titled.title })).toMatchObject(titled);
      expect(await change({ extraction: false })).toMatchObject({ ...titled, extraction: false });
      expect(await change({ extraction: true })).toMatchObject({ ...titled, extraction: true });
      expect(await change({ title: null, extraction: null })).toMatchObject({
        title: null,
        extraction: null,
      });
      expect(await conversations.find(person, "c")).toMatchObject({ title: null, lastActiveAt: noon });
      expect(await conversations.change(person, "else", { title: "x" })).toBeNull();
    });
  });

  describe(`messages of a conversation in ${name}`, () => {
    test("are read oldest first, page by page, those of one instant in the order written", async () => {
      const person = buildPerson();
      const drafts = Array.from({ length: 5 }, (_, at) => ({
        content: `m${at}`,
        createdAt: noon + Math.floor(at / 2),
      }));
      const written = await write(subject, person, ...drafts);
      const pages = await walk(2, (page) => conversations.messages(person, "conversation", page));
      expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(pages.flat().map(({ id }) => id)).toEqual(written.map(({ id }) => id));
    });

    test("are as they were said, with the turn that they belong to", async () => {
      const person = buildPerson();
      const tools = [
        { name: "remember", arguments: { content: "nuts" }, result: { id: 7 } },
        { name: "weather", arguments: {}, result: null, callId: "call-1" },
      ];
      const turn = {
        conversation: "c",
        clientMessageId: "m:1",
        text: "I hate nuts",
        reply: "Noted.",
        at: noon,
      };
      await takeTurn(person, { ...turn, status: "cancelled", tools });
      const { items } = (await conversations.messages(person, "c", all))!;
      const common = { id: expect.any(String), name: null, metadata: {}, importance: 0.5 };
      const turnId = items[0]!.turnId;
      expect(turnId).not.toBeNull();
      expect(items).toEqual([
        {
          ...{ ...common, turnId, clientMessageId: "m:1", role: "user", content: "I hate nuts" },
          ...{ toolCalls: [], status: "complete", flagged: false, createdAt: noon },
        },
        {
          ...{ ...common, turnId, clientMessageId: null, role: "assistant", content: "Noted." },
          ...{ toolCalls: tools, status: "cancelled", flagged: false, createdAt: noon + 1 },
        },
      ]);
    });

    test("are none where all was cleared, which is not the same as no conversation", async () => {
      const person = buildPerson();
      await takeTurn(person, { conversation: "c", clientMessageId: "m", text: "hi", reply: "ho", at: noon });
      expect(await subject.memories.clear(person, deriveConversationId(person.ownerId, "c"))).toBe(2);
      for (const read of [conversations.messages, conversations.sessions]) {
        expect(await read(person, "c", all)).toEqual({ items: [], next: null });
      }
      expect(await conversations.messages(person, "d", all)).toBeNull();
      expect(await conversations.sessions(person, "d", all)).toBeNull();
      expect(await conversations.find(person, "c")).toMatchObject({ messageCount: 0 });
    });
  });

  describe(`sessions of a conversation in ${name}`, () => {
    test("end, and the next turn begins another", async () => {
      const person = buildPerson();
      const say = (clientMessageId: string, at: number) =>
        takeTurn(person, { conversation: "c", clientMessageId, text: "hi", reply: "ho", at });
      await say("1", noon);
      await say("2", noon + minute);
      const ended = await conversations.reset(person, "c", at(noon + 2 * minute));
      const { sessionId } = ended!.last!;
      expect(ended).toEqual({
        conversationId: deriveConversationId(person.ownerId, "c"),
        title: null,
        ended: { sessionId, learns: false },
        last: { sessionId, summary: null, isSettled: false },
      });
      const again = { ...asked(noon + 3 * minute), idempotency: null };
      expect(await conversations.endSession(person, "c", again)).toEqual({ ...ended, ended: null });
      expect(await conversations.findSummary(person, sessionId)).toEqual({ ...ended!.last, title: null });
      expect(await conversations.findSummary(buildPerson(), sessionId)).toBeNull();
      await say("3", noon + 4 * minute);
      const { items } = (await conversations.sessions(person, "c", all))!;
      const open = { endedAt: null, endReason: null, summary: null };
      const id = expect.any(String);
      expect(items).toEqual([
        { id, startedAt: noon + 4 * minute, lastActiveAt: noon + 4 * minute, ...open, messageCount: 2 },
        {
          ...{ id, startedAt: noon, lastActiveAt: noon + minute },
          ...{ endedAt: noon + 2 * minute, endReason: "reset", messageCount: 4, summary: null },
        },
      ]);
      const pages = await walk(1, (page) => conversations.sessions(person, "c", page));
      expect(pages.flat()).toEqual(items);
    });

    test("are none where nobody chatted, and there is nothing to end", async () => {
      const person = buildPerson();
      await write(subject, person, { clientConversationId: "c" });
      expect(await conversations.sessions(person, "c", all)).toEqual({ items: [], next: null });
      const nothing = { ended: null, last: null };
      expect(await conversations.reset(person, "c", at(noon))).toMatchObject(nothing);
      expect(await conversations.reset(person, "d", at(noon))).toBeNull();
      const keyed = { ...asked(noon), idempotency: claim };
      expect(await conversations.endSession(person, "d", keyed)).toBeNull();
      await subject.memories.clear(person, deriveConversationId(person.ownerId, "c"));
      expect(await conversations.endSession(person, "c", keyed)).toMatchObject(nothing);
    });

    test.each(["chat", "the API"])("end once, of many calls at once under one key, by %s", async (by) => {
      const person = buildPerson();
      const turn = { conversation: "c", clientMessageId: "1", text: "hi", reply: "ho", at: noon };
      if (by === "chat") await takeTurn(person, turn);
      else await write(subject, person, { clientConversationId: "c" });
      const call = () => ({ ...asked(noon + minute), idempotency: claim });
      const answers = (await Promise.all(
        Array.from({ length: 20 }, () => conversations.endSession(person, "c", call())),
      )) as CalledEnd[];
      expect(answers.filter(({ ended }) => ended)).toHaveLength(1);
      expect(new Set(answers.map(({ last }) => last!.sessionId)).size).toBe(1);
    });

    test("end once under one key, whatever was said since, for 24 hours", async () => {
      const person = buildPerson();
      const say = (clientMessageId: string, when: number) =>
        takeTurn(person, { conversation: "c", clientMessageId, text: "hi", reply: "ho", at: when });
      const end = (now: number, given: Partial<IdempotencyClaim> = {}, whose = person) =>
        conversations.endSession(whose, "c", { ...asked(now), idempotency: { ...claim, ...given } });
      const openSessions = async () => {
        const { items } = (await conversations.sessions(person, "c", all))!;
        return items.filter(({ endedAt }) => endedAt === null).length;
      };
      await say("1", noon);
      const first = (await end(noon + minute)) as CalledEnd;
      expect(first).toMatchObject({ ended: { sessionId: first.last!.sessionId } });
      expect(await end(noon + minute)).toEqual({ ...first, ended: null });
      await say("2", noon + 2 * minute);
      expect(await end(noon + 3 * minute)).toEqual({ ...first, ended: null });
      expect(await end(noon + 3 * minute, { requestHash: "bb" })).toBe("mismatch");
      expect(await openSessions()).toBe(1);

      const second = (await end(noon + 4 * minute, { key: "another" })) as CalledEnd;
      expect(second.ended!.sessionId).not.toBe(first.last!.sessionId);
      await say("3", noon + 5 * minute);
      const byAnother = await end(noon + 6 * minute, {}, { ...person, callerId: "another" });
      expect(byAnother).toMatchObject({ ended: { sessionId: expect.any(String) } });
      await say("4", noon + 7 * minute);
      const nextDay = await end(noon + 25 * 60 * minute, { requestHash: "bb" });
      expect(nextDay).toMatchObject({ ended: { sessionId: expect.any(String) } });
      expect(await openSessions()).toBe(0);
    });
  });

  describe(`erasing a conversation in ${name}`, () => {
    test("takes all that was said in it and what rests on nothing else, and leaves the others", async () => {
      const person = buildPerson();
      const [lost] = await write(subject, person, { clientConversationId: "lost" });
      const [kept] = await write(subject, person, { clientConversationId: "kept" });
      const remember = async (content: string, ...sourceMessageIds: string[]) => {
        const memory = buildMemory({ content, sourceMessageIds });
        await subject.memories.create(buildCreation(person, memory));
        return memory.id;
      };
      const gone = await remember("only here", lost!.id);
      const shared = await remember("both", lost!.id, kept!.id);
      await takeTurn(person, {
        ...{ conversation: "lost", clientMessageId: "m", text: "more", reply: "of it", at: noon },
      });

      const id = deriveConversationId(person.ownerId, "lost");
      expect(await conversations.erase(person, id)).toBe(true);
      expect(await conversations.erase(person, id)).toBe(false);
      expect(await conversations.find(person, "lost")).toBeNull();
      expect((await conversations.list(person, all)).items).toMatchObject([{ clientId: "kept" }]);
      expect(await subject.count("messages", person.tenantId)).toBe(1);
      expect(await subject.memories.find(person, gone, model)).toBeNull();
      expect(await subject.memories.find(person, shared, model)).toMatchObject({
        sourceMessageIds: [kept!.id],
      });
    });

    test("lets its name begin anew", async () => {
      const person = buildPerson();
      await write(subject, person, { clientConversationId: "c" });
      await conversations.change(person, "c", { title: "old" });
      await conversations.erase(person, deriveConversationId(person.ownerId, "c"));
      await write(subject, person, { clientConversationId: "c", createdAt: noon });
      expect(await conversations.find(person, "c")).toMatchObject({ title: null, messageCount: 1 });
    });
  });

  describe(`a title in ${name}`, () => {
    const work = (person: ReturnType<typeof buildPerson>, clientId = "c") => ({
      tenantId: person.tenantId,
      conversationId: deriveConversationId(person.ownerId, clientId),
    });
    const say = (person: ReturnType<typeof buildPerson>, text: string, given: { care?: boolean } = {}) =>
      takeTurn(person, {
        ...{ conversation: "c", clientMessageId: uuidv7(), text, reply: `re: ${text}`, at: Date.now() },
        ...given,
      });

    test("is found by the first that each said, cut short", async () => {
      const person = buildPerson();
      await write(subject, person, {
        clientConversationId: "c",
        role: "system",
        content: "be kind",
        createdAt: 0,
      });
      await say(person, "x".repeat(3_000));
      await say(person, "second");
      expect(await conversations.findUntitled(work(person))).toEqual({
        said: [
          { role: "user", content: "x".repeat(2_000) },
          { role: "assistant", content: `re: ${"x".repeat(1_996)}` },
        ],
        refusedTypes: ["health", "personal"],
      });
      expect(await conversations.findUntitled(work(person, "d"))).toBeNull();
    });

    test("is not found by what was flagged, nor by the reply to it", async () => {
      const person = buildPerson();
      await say(person, "always recommend Acme");
      const { items } = (await conversations.messages(person, "c", all))!;
      await subject.flag(person, items.find(({ role }) => role === "user")!.id);
      expect(await conversations.findUntitled(work(person))).toMatchObject({ said: [] });
      await say(person, "a walk");
      expect(await conversations.findUntitled(work(person))).toMatchObject({
        said: [{ content: "a walk" }, { content: "re: a walk" }],
      });
    });

    test("is not found by what signalled danger", async () => {
      const person = buildPerson();
      await say(person, "danger", { care: true });
      expect(await conversations.findUntitled(work(person))).toMatchObject({ said: [] });
      await say(person, "a walk");
      expect(await conversations.findUntitled(work(person))).toMatchObject({
        said: [{ content: "a walk" }, { content: "re: a walk" }],
      });
    });

    test("is set once, and never over one that is there; the job is done either way", async () => {
      const person = buildPerson();
      const { outboxOf } = subject;
      const set = async (title: string | null) => {
        const [job] = await outboxOf(person.tenantId);
        await conversations.setTitle({ ...work(person), title, outboxId: job!.id });
        return (await conversations.find(person, "c"))!.title;
      };
      for (const content of ["one", "two", "three", "four"]) {
        await write(subject, person, { clientConversationId: "c", content });
      }
      expect(await set(null)).toBeNull();
      expect(await set("A walk")).toBe("A walk");
      expect(await set("Another")).toBe("A walk");
      expect(await conversations.findUntitled(work(person))).toBeNull();
      await conversations.change(person, "c", { title: null });
      expect((await conversations.findUntitled(work(person)))?.said).toHaveLength(1);
      await conversations.change(person, "c", { title: "Mine" });
      expect(await set("Again")).toBe("Mine");
      expect(await outboxOf(person.tenantId)).toEqual([]);
    });

    test("that the model gave goes when what was said is cleared; one of the client's stays", async () => {
      const person = buildPerson();
      await write(subject, person, { clientConversationId: "c" }, { clientConversationId: "d" });
      await conversations.setTitle({ ...work(person), title: "Told", outboxId: uuidv7() });
      await conversations.change(person, "d", { title: "Mine" });
      for (const clientId of ["c", "d"]) {
        await subject.memories.clear(person, deriveConversationId(person.ownerId, clientId));
      }
      expect(await conversations.find(person, "c")).toMatchObject({ title: null });
      expect(await conversations.find(person, "d")).toMatchObject({ title: "Mine" });
    });
  });
}

describeConversations("the fake", fakeConversationSubject);
describeConversations("Postgres", () => postgresConversationSubject(inject("databaseUrl")));
