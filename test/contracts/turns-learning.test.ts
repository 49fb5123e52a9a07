import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  buildFinish,
  buildLost,
  buildReply,
  buildTurn,
  turnsBeganAt as now,
} from "#test/builders/build-turn.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const minute = 60_000;
const failed = { status: "failed", code: "internal" } as const;
type Person = ReturnType<typeof buildPerson>;
type Given = Parameters<typeof buildTurn>[1];

describe.each(turnsSubjects)("what is learnt from turns in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;

  /** A whole turn, a minute after the one before. */
  async function take(
    anna: Person,
    at: number,
    given: Given = {},
    end: Partial<Parameters<typeof turns.finish>[0]> = {},
  ) {
    const turn = buildTurn(anna, { now: now + at * minute, ...given });
    const finish = buildFinish(turn, await claim(subject, turn), end);
    const ended = await turns.finish(finish);
    return { turn, finish, leaves: ended.outcome === "stored" && ended.leavesLearning };
  }
  const learningOf = async (anna: Person) =>
    (await subject.jobsOf(anna)).filter(({ queue }) => queue === "learning-jobs");

  test("is a message as soon as it is said, and the reply when it is whole or was cancelled", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const held = await claim(subject, turn);
    expect(await subject.waitingIn(anna, turn.conversationId)).toEqual([turn.message.id]);
    const finish = buildFinish(turn, held);
    await turns.finish(finish);
    const cancelled = buildReply({ status: "cancelled", createdAt: now + 2 * minute });
    const next = await take(
      anna,
      1,
      {},
      { reply: cancelled, ending: { status: "done", finishReason: "cancelled" } },
    );
    expect(await subject.waitingIn(anna, turn.conversationId)).toEqual([
      turn.message.id,
      finish.reply!.id,
      next.turn.message.id,
      cancelled.id,
    ]);
  });

  test("is the coach's word where it spoke first, and nothing of what it was told to speak about", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna, { speaker: "system" });
    const held = await claim(subject, turn);
    expect(held.userMessage).toMatchObject({ id: turn.message.id, role: "system" });
    expect(await subject.waitingIn(anna, turn.conversationId)).toEqual([]);
    const finish = buildFinish(turn, held);
    await turns.finish(finish);
    expect(await subject.waitingIn(anna, turn.conversationId)).toEqual([finish.reply!.id]);
  });

  test("is no reply that failed or says nothing, though the message is", async () => {
    const anna = buildPerson();
    const half = buildReply({ content: "Sou", status: "failed" });
    const one = await take(anna, 0, {}, { reply: half, ending: failed });
    const other = await take(anna, 1, {}, { reply: buildReply({ content: "" }) });
    const lost = buildTurn(anna, { now: now + 2 * minute });
    await turns.abandon(buildLost(lost));
    expect(await subject.waitingIn(anna, one.turn.conversationId)).toEqual(
      [one.turn, other.turn, lost].map(({ message }) => message.id),
    );
  });

  test("is nothing of a turn that signalled danger, be it lost", async () => {
    const anna = buildPerson();
    const { turn } = await take(anna, 0, { care: true });
    await turns.abandon(buildLost(buildTurn(anna, { care: true })));
    expect(await subject.waitingIn(anna, turn.conversationId)).toEqual([]);
  });

  test("is nothing where the conversation, or else its tenant, says so", async () => {
    const anna = buildPerson();
    const { turn } = await take(anna, 0);
    const waiting = async () => (await subject.waitingIn(anna, turn.conversationId)).length;
    await subject.learnFromChat(anna, turn.conversationId, false);
    await take(anna, 1);
    expect(await waiting()).toBe(2);
    await subject.learnFromChatOfTenant(anna, false);
    await subject.learnFromChat(anna, turn.conversationId, true);
    await take(anna, 2);
    expect(await waiting()).toBe(4);
    await subject.learnFromChat(anna, turn.conversationId, null);
    await take(anna, 3);
    expect(await waiting()).toBe(4);
    await subject.learnFromChatOfTenant(anna, true);
    await take(anna, 4);
    expect(await waiting()).toBe(6);
  });

  test("is told once, however often the turn begins and ends", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    await turns.begin(turn);
    const finish = buildFinish(turn, await claim(subject, turn));
    await turns.finish(finish);
    await turns.finish(finish);
    await turns.begin(turn);
    expect(await subject.waitingIn(anna, turn.conversationId)).toEqual([turn.message.id, finish.reply!.id]);
  });

  test("waits for six messages, and each turn from then on touches the one job of the conversation", async () => {
    const anna = buildPerson();
    expect((await take(anna, 0)).leaves).toBe(false);
    expect((await take(anna, 1)).leaves).toBe(false);
    expect(await learningOf(anna)).toEqual([]);
    const third = await take(anna, 2, {}, { requestId: "r3" });
    expect(third.leaves).toBe(true);
    const { conversationId } = third.turn;
    const job = {
      id: conversationId,
      queue: "learning-jobs",
      kind: "learn",
      messageIds: [],
      conversationId,
      requestId: "r3",
      dueAt: third.finish.now + minute,
    };
    expect(await learningOf(anna)).toEqual([job]);
    expect(await turns.finish(third.finish)).toMatchObject({ leavesLearning: true });
    const fourth = await take(anna, 3, {}, { ending: failed, reply: null });
    expect(fourth.leaves).toBe(true);
    expect(await learningOf(anna)).toEqual([job]);
    expect(await turns.finish(third.finish)).toMatchObject({ leavesLearning: false });
    expect((await take(anna, 4, { clientConversationId: "other" })).leaves).toBe(false);
  });

  test("does not wait for what was set aside, and goes on while its failed job stands", async () => {
    const anna = buildPerson();
    const { turn } = await take(anna, 0);
    await take(anna, 1);
    const messageIds = await subject.waitingIn(anna, turn.conversationId);
    const fail = (isRetried: boolean) =>
      subject.failLearning(anna, turn.conversationId, { messageIds: messageIds.slice(0, 2), isRetried });
    await fail(true);
    expect((await take(anna, 2)).leaves).toBe(false);
    expect((await take(anna, 3)).leaves).toBe(true);
    await fail(false);
    expect((await take(anna, 4, {}, { remembered: true })).leaves).toBe(true);
  });

  test("is looked at at once where a fact was kept at the person's word, if anything waits", async () => {
    const anna = buildPerson();
    expect((await take(anna, 0, { care: true }, { remembered: true })).leaves).toBe(false);
    const kept = await take(anna, 1, {}, { remembered: true });
    expect(kept.leaves).toBe(true);
    expect(await learningOf(anna)).toMatchObject([{ id: kept.turn.conversationId }]);
  });
});
