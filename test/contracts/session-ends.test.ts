import { uuidv7 } from "uuidv7";
import { describe, expect, inject, test } from "vitest";
import { createDatabase } from "#shared/adapters/postgres/database.ts";
import { deriveConversationId, deriveTextHash } from "#shared/domain/access/derive-ids.ts";
import type { ReviseMemory } from "#shared/ports/memories.ts";
import type { AddedLine, EndedSession, SettleSession } from "#shared/ports/sessions.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildAppend, buildMessage } from "#test/builders/build-append.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  type ConversationSubject,
  fakeConversationSubject,
  postgresConversationSubject,
} from "./conversation-subject.ts";

const noon = Date.UTC(2026, 0, 31, 12);
const minute = 60_000;
const model = "fake-embedding";
const most = { messages: 200, characters: 24_000 };
const all = { limit: 100, after: null };
const runningSince = noon - 15 * minute;

function describeSessions(name: string, subject: ConversationSubject): void {
  const { conversations, sessions, userStates, memories, failedJobs, takeTurn } = subject;
  const idle = { idleSince: noon - 10 * minute, runningSince, requestId: "r", now: noon };

  /** A session in which was spoken so, the last turn at `at`. */
  async function talk(person: ActingUser, texts: readonly string[], at = noon - 11 * minute) {
    for (const [turn, text] of texts.entries()) {
      const clientMessageId = uuidv7();
      const said = { conversation: "c", clientMessageId, text, reply: `I see: ${text}` };
      await takeTurn(person, { ...said, at: at - (texts.length - 1 - turn) * minute });
    }
    const { items } = (await conversations.sessions(person, "c", all))!;
    return { tenantId: person.tenantId, sessionId: items[0]!.id };
  }

  async function readIdle(work: { tenantId: string; sessionId: string }): Promise<EndedSession> {
    expect(await sessions.endIdle({ ...work, ...idle })).toMatchObject({ outcome: "ended", learns: false });
    return (await sessions.read({ ...work, most, runningSince }))!;
  }

  function settlementOf(
    person: ActingUser,
    { sessionId, session }: { sessionId: string; session: EndedSession },
    change: Partial<SettleSession> = {},
  ): SettleSession {
    const { tenantId, ownerId, userId } = person;
    const summary = "The user wants to run.";
    const sourceMessageIds = session.messages.filter(({ role }) => role === "user").map(({ id }) => id);
    return {
      ...{ tenantId, ownerId, userId, sessionId, model, summary },
      ...{ conversationId: session.conversationId, title: "Running", state: null },
      memory: {
        ...{
          id: uuidv7(),
          versionId: uuidv7(),
          content: `Conversation of 2026-01-31: ${summary}`,
          sourceMessageIds,
        },
        ...{ textHash: deriveTextHash(null, `Conversation of 2026-01-31: ${summary}`), importance: 0.5 },
      },
      ...{ embedOutboxId: uuidv7(), requestId: "r", now: noon },
      ...change,
    };
  }

  const lineOf = (session: EndedSession, content: string): AddedLine => ({
    ...{ id: uuidv7(), part: "profile", content, type: "fact" },
    sourceMessageIds: [session.messages[0]!.id],
  });

  describe(`the end of a session in ${name}`, () => {
    test("comes when nothing was said for a while, at the last word, and once", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const early = { ...idle, idleSince: noon - 12 * minute };
      expect(await sessions.endIdle({ ...work, ...early })).toEqual({
        outcome: "active",
        lastActiveAt: noon - 11 * minute,
      });
      expect(await sessions.read({ ...work, most, runningSince })).toBeNull();
      expect(await sessions.endIdle({ ...work, ...idle })).toMatchObject({ outcome: "ended", learns: false });
      expect(await sessions.endIdle({ ...work, ...idle })).toMatchObject({ outcome: "ended", learns: false });
      const { items } = (await conversations.sessions(person, "c", all))!;
      expect(items).toMatchObject([{ endedAt: noon - 11 * minute, endReason: "idle" }]);
      expect((await subject.outboxOf(person.tenantId)).filter(({ id }) => id === work.sessionId)).toEqual([
        expect.objectContaining({ requestId: "r", dueAt: noon + minute }),
      ]);
      const nobody = { ...work, sessionId: uuidv7() };
      expect(await sessions.endIdle({ ...nobody, ...idle })).toEqual({ outcome: "gone" });
    });

    test("is read with what was said in it, oldest first, and whose it is", async () => {
      const person = buildPerson();
      const work = await talk(person, ["one", "two"]);
      const session = await readIdle(work);
      const { tenantId, ownerId, userId } = person;
      expect(session).toMatchObject({
        conversationId: deriveConversationId(ownerId, "c"),
        clientConversationId: "c",
        learner: { tenantId, ownerId, userId, name: null, timeZone: null },
        ...{ learns: true, settledAt: null, waits: true, isRunning: false, title: null, summary: null },
        ...{ summaryBefore: null, state: { version: 0, updatedAt: null, lines: [] } },
      });
      expect(session.learner.refusedTypes).toEqual(["health", "personal"]);
      const said = session.messages.map(({ role, content }) => `${role}: ${content}`);
      expect(said).toEqual(["user: one", "assistant: I see: one", "user: two", "assistant: I see: two"]);
      const short = { messages: 3, characters: 18 };
      const cut = await sessions.read({ ...work, most: short, runningSince });
      expect(cut!.messages.map(({ content }) => content)).toEqual(["two", "I see: two"]);
    });

    test("keeps out what signalled danger, with its reply", async () => {
      const person = buildPerson();
      const said = { conversation: "c", clientMessageId: uuidv7(), text: "danger", reply: "help", at: 1 };
      await takeTurn(person, { ...said, care: true });
      const session = await readIdle(await talk(person, ["calm"]));
      expect(session.messages.map(({ content }) => content)).toEqual(["calm", "I see: calm"]);
    });
  });

  describe(`a session of what came by the API in ${name}`, () => {
    const ask = async (person: ActingUser, newSessionId = uuidv7()) => {
      const call = { requestId: "r", idempotency: null, newSessionId, now: noon };
      const end = await conversations.endSession(person, "c", call);
      return end === "mismatch" ? null : end;
    };
    const write = async (person: ActingUser, content: string, createdAt: number) => {
      const message = buildMessage(person, { content, clientConversationId: "c", createdAt });
      await subject.messages.append(buildAppend(person, [message], { now: noon }));
    };

    test("is made where a summary is asked for, once, and holds what came since the one before", async () => {
      const person = buildPerson();
      const { tenantId } = person;
      await write(person, "one", noon - 5 * minute);
      await write(person, "two", noon - 9 * minute);
      const made = await ask(person);
      const { sessionId } = made!.ended!;
      expect(made).toMatchObject({ last: { sessionId, summary: null, isSettled: false } });
      expect(await ask(person)).toMatchObject({ ended: null, last: { sessionId } });
      const session = await sessions.read({ tenantId, sessionId, most, runningSince });
      expect(session!.messages.map(({ content }) => content)).toEqual(["two", "one"]);
      // Nobody has said that it may be learnt from.
      expect(session!.learns).toBe(false);
      await write(person, "three", noon);
      const next = (await ask(person))!.ended!;
      const after = await sessions.read({ tenantId, sessionId: next.sessionId, most, runningSince });
      expect(after!.messages.map(({ content }) => content)).toEqual(["three"]);
      const { items } = (await conversations.sessions(person, "c", all))!;
      const ended = { endedAt: noon, endReason: "request" };
      expect(items).toMatchObject([
        { ...ended, startedAt: noon, lastActiveAt: noon, messageCount: 1 },
        { ...ended, startedAt: noon - 9 * minute, lastActiveAt: noon - 5 * minute, messageCount: 2 },
      ]);
    });

    test("is not made where a chat is open, nor by a reset", async () => {
      const person = buildPerson();
      await write(person, "one", noon - 5 * minute);
      const reset = { requestId: "r", now: noon };
      expect(await conversations.reset(person, "c", reset)).toMatchObject({ ended: null, last: null });
      const { sessionId } = await talk(person, ["hi"], noon);
      expect(await ask(person)).toMatchObject({ ended: { sessionId }, last: { sessionId } });
      expect(await ask(person)).toMatchObject({ ended: null, last: { sessionId } });
    });

    test("is one, though who asked later is first", async () => {
      const person = buildPerson();
      await write(person, "one", noon);
      const [earlier, later] = [uuidv7(), uuidv7()];
      expect(await ask(person, later)).toMatchObject({ ended: { sessionId: later } });
      expect(await ask(person, earlier)).toMatchObject({ ended: null, last: { sessionId: later } });
    });

    test("is one, whoever asks at once", async () => {
      const person = buildPerson();
      await write(person, "one", noon);
      const asked = await Promise.all(Array.from({ length: 5 }, () => ask(person)));
      expect(asked.filter((end) => end!.ended !== null)).toHaveLength(1);
      expect(new Set(asked.map((end) => end!.last!.sessionId)).size).toBe(1);
    });
  });

  describe(`settling a session in ${name}`, () => {
    test("leaves a title, a summary that is a memory, too, and a state, once", async () => {
      const person = buildPerson();
      const work = await talk(person, ["I want to run"]);
      const session = await readIdle(work);
      const line = lineOf(session, "Runs.");
      const state = { version: 0, added: [line], removedIds: [] };
      const settlement = settlementOf(person, { ...work, session }, { state });
      expect(await sessions.settle(settlement)).toEqual({
        ...{ outcome: "settled", title: "Running", leavesEmbedding: true },
      });
      expect(await sessions.settle(settlement)).toEqual({ outcome: "gone" });
      expect(await conversations.find(person, "c")).toMatchObject({ title: "Running" });
      const { items } = (await conversations.sessions(person, "c", all))!;
      expect(items).toMatchObject([{ summary: "The user wants to run." }]);
      expect(await memories.find(person, settlement.memory!.id, model)).toMatchObject({
        ...{
          type: "context",
          content: "Conversation of 2026-01-31: The user wants to run.",
          provenance: "messages",
          version: 1,
        },
        sourceMessageIds: [session.messages[0]!.id],
        metadata: { summary_of_session: work.sessionId },
      });
      expect(await userStates.read(person)).toMatchObject({
        ...{ version: 1, lines: [{ ...line, writtenBy: "session" }] },
      });
      const again = await sessions.read({ ...work, most, runningSince });
      expect(again).toMatchObject({ settledAt: noon, waits: true, title: "Running", messages: [] });
      await sessions.finish(work);
      expect(await sessions.read({ ...work, most, runningSince })).toMatchObject({ waits: false });
    });

    test("by two at once happens once", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const session = await readIdle(work);
      const state = () => ({ version: 0, added: [lineOf(session, "Runs.")], removedIds: [] });
      const both = await Promise.all(
        [1, 2, 3].map(() => sessions.settle(settlementOf(person, { ...work, session }, { state: state() }))),
      );
      expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(["gone", "gone", "settled"]);
      expect((await memories.list(person, { types: null, statuses: null, ...all }, model)).length).toBe(1);
      expect((await userStates.read(person)).lines).toHaveLength(1);
    });

    test("by a state that has changed meanwhile writes nothing, and is decided anew", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const session = await readIdle(work);
      const lines = [{ id: uuidv7(), part: "profile", content: "mine", type: null }] as const;
      await userStates.change({ person, parts: ["profile"], lines, version: null, now: noon });
      const line = lineOf(session, "Runs.");
      const decide = (version: number) => ({ version, added: [line], removedIds: [lines[0].id] });
      const late = settlementOf(person, { ...work, session }, { state: decide(0) });
      expect(await sessions.settle(late)).toEqual({ outcome: "stale" });
      expect((await userStates.read(person)).lines).toMatchObject([{ content: "mine" }]);
      expect(await conversations.find(person, "c")).toMatchObject({ title: null });
      expect(await sessions.settle({ ...late, state: decide(1) })).toMatchObject({ outcome: "settled" });
      const { version, lines: left } = await userStates.read(person);
      expect([version, left.map(({ content }) => content)]).toEqual([2, ["Runs."]]);
    });

    test("never names a conversation anew, and gives the next sitting what was said before", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"], noon - 60 * minute);
      await conversations.change(person, "c", { title: "Mine" });
      const session = await readIdle(work);
      const settled = await sessions.settle(settlementOf(person, { ...work, session }));
      expect(settled).toMatchObject({ outcome: "settled", title: "Mine" });
      const next = await readIdle(await talk(person, ["again"]));
      expect(next).toMatchObject({ title: "Mine", summaryBefore: "The user wants to run." });
    });

    test.each([
      ["corrected", "The user wants to swim."],
      ["outdated", null],
      ["erased", null],
      ["untrue", null],
    ] as const)(
      "gives the next sitting what holds of a summary that is %s by then: %s",
      async (how, left) => {
        const person = buildPerson();
        const work = await talk(person, ["hi"], noon - 60 * minute);
        const session = await readIdle(work);
        const settlement = settlementOf(person, { ...work, session });
        await sessions.settle(settlement);
        const revise = async (id: string, change: ReviseMemory["change"]) =>
          expect(
            await memories.revise({ ...buildWrite(person), id, reason: "edited", change }),
          ).toMatchObject({
            outcome: "stored",
          });
        const { id, sourceMessageIds } = settlement.memory!;
        const content = `Conversation of 2026-01-31: ${left}`;
        if (how === "corrected") await revise(id, { content, textHash: deriveTextHash(null, content) });
        if (how === "outdated") await revise(id, { status: "outdated" });
        if (how === "erased") await memories.erase(person, id);
        if (how === "untrue") {
          const fact = buildMemory({ content: "The user wants to run.", sourceMessageIds });
          await memories.create(buildCreation(person, fact));
          await revise(fact.id, { status: "outdated" });
        }
        const next = await readIdle(await talk(person, ["again"]));
        expect(next.summaryBefore).toBe(left);
      },
    );

    test("of nothing that may be kept leaves no summary", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const session = await readIdle(work);
      const nothing = { summary: null, title: null, memory: null };
      const settled = await sessions.settle(settlementOf(person, { ...work, session }, nothing));
      expect(settled).toEqual({ outcome: "settled", title: null, leavesEmbedding: false });
      expect(await conversations.findSummary(person, work.sessionId)).toMatchObject({
        ...{ summary: null, isSettled: true },
      });
    });

    test("that is given up is listed, and can be done after all", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const session = await readIdle(work);
      const given = { attempts: 1, requestId: "r", now: noon } as const;
      for (const reason of ["unreadable", "unreadable"] as const) {
        await sessions.fail({ ...work, reason, ...given });
      }
      const { tenantId, sessionId: id } = work;
      const { items } = await failedJobs.list({ tenantId, status: "failed", ...all });
      expect(items).toMatchObject([{ id, kind: "end_session", reason: "unreadable", attempts: 1 }]);
      expect(await subject.outboxOf(tenantId)).not.toContainEqual(expect.objectContaining({ id }));
      const retried = await failedJobs.retry({ tenantId, id, now: noon, callerId: "k" });
      expect(retried?.entry).toMatchObject({ id, kind: "end_session", sessionId: id });
      expect(await sessions.settle(settlementOf(person, { ...work, session }))).toMatchObject({
        outcome: "settled",
      });
    });

    test("that is given up is left again by whoever asks for its summary, and by no other", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const session = await readIdle(work);
      const { tenantId, sessionId: id } = work;
      const failed = async () => (await failedJobs.list({ tenantId, status: "failed", ...all })).items.length;
      const waits = async () => (await subject.outboxOf(tenantId)).filter((entry) => entry.id === id);
      const call = { requestId: "again", now: noon, idempotency: null };
      const ask = () => conversations.endSession(person, "c", { ...call, newSessionId: uuidv7() });
      const last = { sessionId: id, summary: null, isSettled: false };
      expect(await ask()).toMatchObject({ ended: null, last });
      await sessions.fail({ ...work, reason: "given_up", attempts: 20, requestId: "r", now: noon });
      expect(await conversations.reset(person, "c", call)).toMatchObject({ ended: null, last });
      expect([await failed(), await waits()]).toEqual([1, []]);
      expect(await ask()).toMatchObject({ ended: { sessionId: id, learns: false }, last });
      expect(await waits()).toMatchObject([{ requestId: "again", dueAt: noon + minute }]);
      expect(await ask()).toMatchObject({ ended: null, last });
      await sessions.settle(settlementOf(person, { ...work, session }));
      await sessions.finish(work);
      expect(await failed()).toBe(0);
      expect(await ask()).toMatchObject({ ended: null, last: { sessionId: id, isSettled: true } });
    });

    test.each(["erased", "reworded", "outdated", "replaced"] as const)(
      "leaves lines that go when the memory that says them is %s, and no others",
      async (how) => {
        const person = buildPerson();
        const own = { id: uuidv7(), part: "profile", content: "Lives in Berlin!", type: null } as const;
        await userStates.change({ person, parts: ["profile"], lines: [own], version: null, now: noon });
        const work = await talk(person, ["I live in Berlin", "and like it"]);
        const session = await readIdle(work);
        const said = session.messages.filter(({ role }) => role === "user").map(({ id }) => id);
        const added = [
          lineOf(session, "Lives in Berlin."),
          lineOf(session, "Likes tea."),
          { ...lineOf(session, "Likes Berlin."), sourceMessageIds: said },
        ];
        const state = { version: 1, added, removedIds: [] };
        await sessions.settle(settlementOf(person, { ...work, session }, { state }));
        const learnt = (content: string, metadata = {}) =>
          buildMemory({ content, metadata, sourceMessageIds: [session.messages[0]!.id] });
        const memory = learnt("Anna lives in Berlin");
        const summary = learnt("Anna lives in Berlin and likes tea", { summary_of_session: work.sessionId });
        for (const each of [memory, learnt("Anna likes tea"), summary])
          await memories.create(buildCreation(person, each));
        const revise = (change: ReviseMemory["change"]) =>
          memories.revise({ ...buildWrite(person), id: memory.id, reason: "edited", change });
        const reword = (content: string) => revise({ content, textHash: deriveTextHash(null, content) });
        await revise({ importance: 0.9 });
        await reword("Anna lives in Berlin, in Mitte");
        await memories.erase(person, summary.id);
        expect(await userStates.read(person)).toMatchObject({ version: 2, lines: { length: 4 } });
        if (how === "erased") await memories.erase(person, memory.id);
        if (how === "reworded") await reword("Anna lives in Munich");
        if (how === "outdated") await revise({ status: "outdated" });
        if (how === "replaced")
          await memories.create(buildCreation(person, buildMemory({ supersedes: memory.id })));
        const left = await userStates.read(person);
        expect(left.version).toBe(3);
        expect(left.lines.map(({ content }) => content)).toEqual([
          "Lives in Berlin!",
          "Likes tea.",
          "Likes Berlin.",
        ]);
      },
    );

    test("leaves nothing behind where the conversation is cleared", async () => {
      const person = buildPerson();
      const work = await talk(person, ["hi"]);
      const session = await readIdle(work);
      const state = { version: 0, added: [lineOf(session, "Runs.")], removedIds: [] };
      const settlement = settlementOf(person, { ...work, session }, { state });
      await sessions.settle(settlement);
      await memories.clear(person, session.conversationId);
      expect(await userStates.read(person)).toMatchObject({ version: 2, lines: [] });
      expect(await memories.find(person, settlement.memory!.id, model)).toBeNull();
      expect(await sessions.settle(settlement)).toEqual({ outcome: "gone" });
      expect(await sessions.read({ ...work, most, runningSince })).toBeNull();
    });
  });
}

const url = inject("databaseUrl");
describeSessions("memory", fakeConversationSubject());
describeSessions("Postgres", postgresConversationSubject(url));

describe("in Postgres", () => {
  const subject = postgresConversationSubject(url);
  const database = createDatabase({ url });
  const idle = { idleSince: noon, runningSince, requestId: "r", now: noon + minute };

  async function start() {
    const person = buildPerson();
    const turn = { conversation: "c", clientMessageId: "1", text: "hi", reply: "ho", at: noon - minute };
    await subject.takeTurn(person, turn);
    const { items } = (await subject.conversations.sessions(person, "c", all))!;
    const { tenantId, userId, ownerId } = person;
    const reach = { scope: "user", tenantId, userId, ownerId } as const;
    const run = <Row>(text: string) => database.query<Row>(reach, { text });
    const waits = `insert into unlearned select id, tenant_id, owner_id, conversation_id, created_at from messages
      where owner_id = '${ownerId}'`;
    const jobs = () =>
      run<{ queue: string; body: { kind: string } }>(
        "select queue, body, created_at from outbox order by queue",
      );
    return { person, work: { tenantId, sessionId: items[0]!.id }, run, waits, jobs };
  }

  test("what still waits to be learnt from is learnt from when its session ends, by one job", async () => {
    const { person, work, run, waits, jobs } = await start();
    await run(waits);
    const { ownerId } = person;
    const ended = { outcome: "ended", ownerId, learns: true };
    expect(await subject.sessions.endIdle({ ...work, ...idle })).toEqual(ended);
    const conversationId = deriveConversationId(ownerId, "c");
    const learn = { kind: "learn", conversation_id: conversationId, request_id: "r" };
    expect((await jobs()).map(({ queue, body }) => [queue, body.kind])).toEqual([
      ["learning-jobs", "learn"],
      ["session-jobs", "end_session"],
    ]);
    expect((await jobs())[0]!.body).toEqual(learn);
    await subject.takeTurn(person, {
      ...{ conversation: "c", clientMessageId: "2", text: "hi", reply: "ho", at: noon },
    });
    const call = { requestId: "later", now: noon + 2 * minute };
    const again = await subject.conversations.reset(person, "c", call);
    expect(again?.ended).toMatchObject({ learns: true });
    const [learning] = (await jobs()) as { created_at?: Date }[];
    expect([(await jobs()).length, learning!.created_at?.getTime()]).toEqual([3, noon + 2 * minute]);
  });

  test("a turn that runs keeps its session open, unless nobody runs it any more", async () => {
    const { work, run } = await start();
    await run("update turns set status = 'running', reply_message_id = null, finished_at = null");
    expect(await subject.sessions.endIdle({ ...work, ...idle })).toMatchObject({ outcome: "active" });
    const later = { ...idle, runningSince: noon };
    expect(await subject.sessions.endIdle({ ...work, ...later })).toMatchObject({ outcome: "ended" });
    expect(await subject.sessions.read({ ...work, most, runningSince })).toMatchObject({ isRunning: true });
  });

  test("what was flagged is kept out with its reply, and consents and tenants say what may be kept", async () => {
    const { person, work, run } = await start();
    await subject.sessions.endIdle({ ...work, ...idle });
    await run("update messages set flagged = true where role = 'user'");
    await run(`insert into consents (id, tenant_id, owner_id, user_id, type, granted, recorded_by, created_at)
      values ('${uuidv7()}', '${person.tenantId}', '${person.ownerId}', '${person.userId}', 'health', true, 'self', now())`);
    await run("update tenants set forbidden_types = '{plan}', consent_defaults = '{}', extraction = false");
    const session = await subject.sessions.read({ ...work, most, runningSince });
    expect(session).toMatchObject({
      messages: [],
      learns: false,
      learner: { refusedTypes: ["personal", "plan"] },
    });
  });
});
