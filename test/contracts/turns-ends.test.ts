import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import {
  buildFinish,
  buildLost,
  buildReply,
  buildTurn,
  buildTurnMessage,
  turnsBeganAt as now,
} from "#test/builders/build-turn.ts";
import { embed, findMatches, write } from "./memory-subject.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const minute = 60_000;
const failed = { status: "failed", code: "internal" } as const;

describe.each(turnsSubjects)("a turn that ends in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;

  test("keeps its reply, which is found by its words", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const tools = [{ name: "set_goal", arguments: { title: "run" }, result: { id: 1, list: [null, "x"] } }];
    const reply = buildReply({ content: "Try a marathon", importance: 0.25, tools, createdAt: now + 900 });
    const finish = buildFinish(turn, await claim(subject, turn), { reply });
    expect(await turns.finish(finish)).toEqual({
      outcome: "stored",
      pendingIds: [turn.message.id, reply.id],
      leavesTitle: true,
      leavesLearning: false,
    });
    const { textHash, ...said } = reply;
    expect((await subject.saidIn(anna, turn.conversationId))[1]).toEqual({
      ...said,
      role: "assistant",
      turnId: turn.turnId,
    });
    expect(await findMatches(subject, anna, buildQuery({ text: "marathon", topK: 1 }))).toMatchObject([
      { id: reply.id, role: "assistant", clientConversationId: "conversation" },
    ]);
  });

  test("marks a reply that was cancelled or cut off", async () => {
    const anna = buildPerson();
    for (const status of ["cancelled", "failed"] as const) {
      const turn = buildTurn(anna, { clientConversationId: status });
      const reply = buildReply({ status });
      const ending = status === "failed" ? failed : ({ status: "done", finishReason: "cancelled" } as const);
      await turns.finish(buildFinish(turn, await claim(subject, turn), { reply, ending }));
      expect(await subject.saidIn(anna, turn.conversationId)).toMatchObject([
        { status: "complete" },
        { status },
      ]);
    }
  });

  test("leaves one job for both messages, due in a minute", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const finish = buildFinish(turn, await claim(subject, turn), { requestId: "r2" });
    await turns.finish(finish);
    const jobs = await subject.jobsOf(anna);
    expect(jobs.find(({ id }) => id === turn.outboxId)).toEqual({
      id: turn.outboxId,
      queue: "memory-jobs",
      kind: null,
      messageIds: [turn.message.id, finish.reply!.id],
      conversationId: null,
      requestId: "r2",
      dueAt: finish.now + minute,
    });
  });

  test("leaves a job for the reply alone where its message has its vector", async () => {
    const anna = buildPerson();
    const message = buildTurnMessage({ content: "a cedar" });
    const recall = buildQuery({ text: "a cedar", vector: [1, 0] });
    const turn = buildTurn(anna, { message, recall });
    const finish = buildFinish(turn, await claim(subject, turn));
    expect(await turns.finish(finish)).toMatchObject({ pendingIds: [finish.reply!.id] });
    expect(await subject.jobsOf(anna)).toContainEqual(
      expect.objectContaining({ id: turn.outboxId, messageIds: [finish.reply!.id] }),
    );
  });

  test("takes the job away where nothing is left to embed", async () => {
    const anna = buildPerson();
    const [known] = await write(subject, anna, { content: "Sounds good!" });
    await embed(subject, anna, known!, [1, 0]);
    const turn = buildTurn(anna);
    const held = await claim(subject, turn);
    await embed(subject, anna, { ...known!, id: turn.message.id, textHash: turn.message.textHash }, [0, 1]);
    expect(await turns.finish(buildFinish(turn, held))).toMatchObject({ pendingIds: [] });
    expect((await subject.jobsOf(anna)).map(({ id }) => id)).not.toContain(turn.outboxId);
  });

  test("leaves no more jobs for titles after the third turn: where none was found, none will be", async () => {
    const anna = buildPerson();
    const leaves: boolean[] = [];
    for (let at = 0; at < 5; at += 1) {
      const turn = buildTurn(anna, { now: now + at * minute });
      const ended = await turns.finish(buildFinish(turn, await claim(subject, turn)));
      leaves.push(ended.outcome === "stored" && ended.leavesTitle);
      for (const { id, kind } of await subject.jobsOf(anna))
        if (kind === "find_title") await subject.finishJob(anna, id);
    }
    expect(leaves).toEqual([true, true, true, false, false]);
  });

  test("leaves a job for a title once, where it was done and the conversation has none", async () => {
    const anna = buildPerson();
    const end = async (given: Partial<ReturnType<typeof buildFinish>> = {}, clientConversationId = "one") => {
      const turn = buildTurn(anna, { clientConversationId });
      const finish = buildFinish(turn, await claim(subject, turn), given);
      const ended = await turns.finish(finish);
      return { turn, finish, leaves: ended.outcome === "stored" && ended.leavesTitle };
    };
    const titles = async () => (await subject.jobsOf(anna)).filter(({ queue }) => queue === "session-jobs");
    expect((await end({ ending: failed })).leaves).toBe(false);
    const { turn, finish, leaves } = await end({ requestId: "r3" });
    expect(leaves).toBe(true);
    expect(await titles()).toEqual([
      {
        id: finish.titleJobId,
        queue: "session-jobs",
        kind: "find_title",
        messageIds: [],
        conversationId: turn.conversationId,
        requestId: "r3",
        dueAt: finish.now + minute,
      },
    ]);
    expect((await end()).leaves).toBe(false);
    expect((await end({}, "two")).leaves).toBe(true);
    const titled = buildTurn(anna, { clientConversationId: "three" });
    const held = await claim(subject, titled);
    await subject.setTitle(anna, titled.conversationId, "Cedars");
    expect(await turns.finish(buildFinish(titled, held))).toMatchObject({ leavesTitle: false });
    expect(await titles()).toHaveLength(2);
  });

  test("is told again when its answer was lost, and nothing is written twice", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const finish = buildFinish(turn, await claim(subject, turn));
    const ended = await turns.finish(finish);
    expect(await turns.finish(finish)).toEqual(ended);
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(2);
    expect(await subject.jobsOf(anna)).toHaveLength(2);
    expect(
      await subject.usage.list({ tenantId: anna.tenantId, from: "2026-01-31", to: "2026-01-31" }),
    ).toMatchObject([{ turns: 1 }]);
    const another = { ...finish, reply: buildReply() };
    expect(await turns.finish(another)).toEqual({ outcome: "fenced" });
    expect(await turns.finish({ ...finish, ending: failed })).toEqual({ outcome: "fenced" });
  });

  test("that nobody began is gone, and one that another holds is fenced", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    expect(await turns.finish(buildFinish(turn, { ...turn, fence: 1 }))).toEqual({ outcome: "gone" });
    const old = await claim(subject, turn);
    const held = await claim(subject, turn);
    expect(await turns.finish(buildFinish(turn, old))).toEqual({ outcome: "fenced" });
    expect(await turns.finish(buildFinish(turn, { ...held, fence: 3 }))).toEqual({ outcome: "fenced" });
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(1);
    expect(await turns.finish(buildFinish(turn, held))).toMatchObject({ outcome: "stored" });
  });

  test("after a run that failed has both replies, and tells the last", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const half = buildReply({ content: "Sou", status: "failed" });
    await turns.finish(buildFinish(turn, await claim(subject, turn), { reply: half, ending: failed }));
    const again = { ...turn, attempt: 2 };
    const finish = buildFinish(turn, await claim(subject, again));
    expect(await turns.finish(finish)).toMatchObject({ pendingIds: [turn.message.id, finish.reply!.id] });
    expect((await subject.saidIn(anna, turn.conversationId)).map(({ status }) => status).toSorted()).toEqual([
      "complete",
      "complete",
      "failed",
    ]);
    expect(await turns.begin(again)).toMatchObject({
      ending: { messageId: finish.reply!.id, text: "Sounds good!" },
    });
  });

  test("tells whoever asks again what its client was to call", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const tools = [
      { name: "remember", arguments: {}, result: { id: 1 } },
      { name: "weather", arguments: { city: "Oslo" }, result: null, callId: "call-1" },
    ];
    await turns.finish(
      buildFinish(turn, await claim(subject, turn), { reply: buildReply({ content: "", tools }) }),
    );
    expect(await turns.begin(turn)).toMatchObject({ outcome: "ended", ending: { text: "", tools } });
    expect(await turns.abandon(buildLost(turn))).toMatchObject({ outcome: "ended", ending: { tools } });
  });

  test("is gone with its conversation, and adds nothing to what was cleared", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const held = await claim(subject, turn);
    await subject.memories.clear(anna, turn.conversationId);
    expect(await turns.finish(buildFinish(turn, held))).toEqual({ outcome: "gone" });
    expect(await subject.saidIn(anna, turn.conversationId)).toEqual([]);
  });
});
