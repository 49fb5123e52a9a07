import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { BegunTurn } from "#shared/ports/turns.ts";
import { buildCreation, buildMemory, buildWrite } from "#test/builders/build-memory.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildTurn, turnsBeganAt as now } from "#test/builders/build-turn.ts";
import { write } from "./memory-subject.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const minute = 60_000;

describe.each(turnsSubjects)("a turn that begins again in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;
  const failing = {
    ending: { status: "failed" as const, code: "upstream_unavailable" },
    reply: null,
    usage: null,
  };

  test("while it runs is taken over, with all that the first run named", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    await turns.begin(turn);
    const later = buildTurn(anna, {
      clientMessageId: turn.clientMessageId,
      clientConversationId: "another",
      now: now + minute,
    });
    const taken = await claim(subject, later);
    expect(taken).toMatchObject({ run: "takeover", fence: 2, attempt: 1, history: [] });
    expect(taken).toMatchObject({
      conversationId: turn.conversationId,
      clientConversationId: "conversation",
      sessionId: turn.sessionId,
      outboxId: turn.outboxId,
      userMessage: { id: turn.message.id },
    });
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(1);
    expect(await subject.saidIn(anna, later.conversationId)).toEqual([]);
    expect(await subject.sessionsOf(anna, later.conversationId)).toEqual([]);
    expect(await subject.jobsOf(anna)).toHaveLength(1);
  });

  test("after it failed runs again under a new attempt alone", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    await turns.finish(buildFinish(turn, await claim(subject, turn), failing));
    expect(await turns.begin(turn)).toEqual({
      outcome: "ended",
      fence: 1,
      conversationId: turn.conversationId,
      clientConversationId: "conversation",
      attempt: 1,
      ending: { status: "failed", code: "upstream_unavailable" },
    });
    const again = { ...turn, message: { ...turn.message, id: uuidv7() }, attempt: 2 };
    expect(await turns.begin(again)).toMatchObject({
      run: "again",
      attempt: 2,
      fence: 2,
      userMessage: { id: turn.message.id },
    });
    expect(await turns.begin(again)).toMatchObject({ run: "takeover", attempt: 2, fence: 3 });
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(1);
  });

  test("after it was done tells its end, whatever the attempt", async () => {
    const anna = buildPerson();
    const [heard] = await write(subject, anna, { content: "a cedar grows" });
    const [gone] = await write(subject, anna, { content: "soon erased" });
    const turn = buildTurn(anna);
    const held = await claim(subject, turn);
    const recalled = { kind: "message" as const, type: null, content: "cut", score: 0.5 };
    const memories = [
      { ...recalled, id: heard!.id },
      { ...recalled, id: gone!.id },
      { ...recalled, id: uuidv7(), kind: "memory" as const },
    ];
    const finish = buildFinish(turn, held, { memories, ending: { status: "done", finishReason: "length" } });
    await turns.finish(finish);
    await subject.eraseMessage(anna, gone!.id);
    expect(await turns.begin({ ...turn, attempt: 2 })).toEqual({
      outcome: "ended",
      fence: 1,
      conversationId: turn.conversationId,
      clientConversationId: "conversation",
      attempt: 1,
      ending: {
        status: "done",
        messageId: finish.reply!.id,
        text: "Sounds good!",
        finishReason: "length",
        memories: [{ ...recalled, id: heard!.id, content: "a cedar grows" }],
        usage: finish.usage,
        tools: [],
      },
    });
  });

  test("tells a memory as it is believed now", async () => {
    const anna = buildPerson();
    const { createMemory, editMemory } = memoriesOf(subject, anna);
    const id = await createMemory("has a dog");
    const turn = buildTurn(anna);
    const memories = [{ id, kind: "memory" as const, type: "fact" as const, content: "x", score: 0.25 }];
    await turns.finish(buildFinish(turn, await claim(subject, turn), { memories }));
    await editMemory(id, "has two dogs");
    expect(endOf(await turns.begin(turn))).toMatchObject({
      memories: [{ id, kind: "memory", type: "fact", content: "has two dogs", score: 0.25 }],
    });
  });

  test("has an end though nothing was said and nothing was spent", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const ending = { status: "done", finishReason: "cancelled" } as const;
    await turns.finish(buildFinish(turn, await claim(subject, turn), { reply: null, usage: null, ending }));
    expect(endOf(await turns.begin(turn))).toEqual({
      status: "done",
      messageId: turn.turnId,
      text: "",
      finishReason: "cancelled",
      memories: [],
      usage: { model: "", promptTokens: 0, completionTokens: 0, costMicros: 0 },
      tools: [],
    });
  });

  test("is not found where its reply was erased, nor where its message was", async () => {
    const anna = buildPerson();
    const notFound = { status: "failed", code: "not_found" };
    const done = buildTurn(anna);
    const finish = buildFinish(done, await claim(subject, done));
    await turns.finish(finish);
    await subject.eraseMessage(anna, finish.reply!.id);
    expect(endOf(await turns.begin(done))).toEqual(notFound);

    const running = buildTurn(anna);
    await turns.begin(running);
    await subject.eraseMessage(anna, running.message.id);
    expect(endOf(await turns.begin(running))).toEqual(notFound);
    expect(endOf(await turns.begin(running))).toEqual(notFound);
    expect(await subject.saidIn(anna, running.conversationId)).toHaveLength(1);
  });
});

describe.each(turnsSubjects)("runners of one turn at once in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;

  test("get a fence each, and one of them the first run", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const runs = Array.from({ length: 20 }, () => ({
      ...turn,
      outboxId: uuidv7(),
      sessionId: uuidv7(),
      message: { ...turn.message, id: uuidv7() },
    }));
    const held = await Promise.all(runs.map((each) => claim(subject, each)));
    expect(held.map(({ fence }) => fence).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
    expect(held.filter(({ run }) => run === "first")).toMatchObject([{ fence: 1 }]);
    expect(held.filter(({ run }) => run === "takeover")).toHaveLength(19);
    for (const of of ["sessionId", "outboxId"] as const)
      expect(new Set(held.map((each) => each[of])).size).toBe(1);
    expect(new Set(held.map(({ userMessage }) => userMessage.id)).size).toBe(1);
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(1);
    expect(await subject.sessionsOf(anna, turn.conversationId)).toHaveLength(1);
    expect(await subject.jobsOf(anna)).toHaveLength(1);
  });

  test("end it once: whoever holds an older fence, or comes late, writes nothing", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const old = await claim(subject, turn);
    const held = await claim(subject, turn);
    const ends = [old, ...Array.from({ length: 9 }, () => held)].map((each) => buildFinish(turn, each));
    const ended = await Promise.all(ends.map((each) => turns.finish(each)));
    expect(ended[0]).toEqual({ outcome: "fenced" });
    expect(ended.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(2);
    expect(await spentBy(anna.tenantId)).toMatchObject([{ turns: 1 }]);
  });

  test("and several turns of one conversation sit in one session", async () => {
    const anna = buildPerson();
    const said = Array.from({ length: 20 }, () => buildTurn(anna));
    const held = await Promise.all(said.map((each) => claim(subject, each)));
    expect(held.every(({ run }) => run === "first")).toBe(true);
    expect(new Set(held.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(await subject.sessionsOf(anna, said[0]!.conversationId)).toHaveLength(1);
  });

  test("of several turns add up what they took", async () => {
    const anna = buildPerson();
    const said = Array.from({ length: 10 }, () => buildTurn(anna, { clientConversationId: uuidv7() }));
    const held = await Promise.all(said.map((each) => claim(subject, each)));
    await Promise.all(said.map((each, at) => turns.finish(buildFinish(each, held[at]!))));
    expect(await spentBy(anna.tenantId)).toEqual([
      {
        day: "2026-01-31",
        model: "chat-model",
        turns: 10,
        promptTokens: 1_000,
        completionTokens: 200,
        costMicros: 70,
      },
    ]);
  });

  const spentBy = (tenantId: string) =>
    subject.usage.list({ tenantId, from: "2026-01-01", to: "2026-12-31" });
});

type Memories = Pick<ReturnType<(typeof turnsSubjects)[number][1]>, "memories">;

function memoriesOf({ memories }: Memories, person: ReturnType<typeof buildPerson>) {
  return {
    async createMemory(content: string) {
      const memory = buildMemory({ content });
      await memories.create(buildCreation(person, memory));
      return memory.id;
    },
    editMemory: (id: string, content: string) =>
      memories.revise({ ...buildWrite(person), id, reason: "edited", change: { content, textHash: "aa" } }),
  };
}

function endOf(begun: BegunTurn) {
  if (begun.outcome !== "ended") throw new Error(`the turn has not ended: ${begun.outcome}`);
  return begun.ending;
}
