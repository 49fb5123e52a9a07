import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import type { BeginTurn, MessageStatus } from "#shared/ports/turns.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import {
  buildFinish,
  buildReply,
  buildTurn,
  buildTurnMessage,
  turnsBeganAt as now,
  type TurnGiven,
} from "#test/builders/build-turn.ts";
import { write } from "./memory-subject.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const second = 1_000;
const minute = 60_000;

describe.each(turnsSubjects)("what was said before a turn in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;
  const turnAt = (person: ActingUser, at: number, content: string, given: TurnGiven = {}) =>
    buildTurn(person, {
      message: buildTurnMessage({ content, createdAt: now + at }),
      now: now + at,
      ...given,
    });

  async function answer(turn: BeginTurn, content: string, at: number, status: MessageStatus = "complete") {
    const reply = buildReply({ content, status, createdAt: now + at });
    return await turns.finish(buildFinish(turn, await claim(subject, turn), { reply, now: now + at }));
  }
  const heard = async (turn: BeginTurn) => (await claim(subject, turn)).history.map(({ content }) => content);

  test("is all of the conversation, oldest first, whoever said it", async () => {
    const anna = buildPerson();
    const elsewhere = turnAt(anna, 0, "elsewhere", { clientConversationId: "other" });
    await answer(elsewhere, "far away", second);
    const [note] = await write(subject, anna, {
      role: "system",
      name: "Coach",
      content: "be kind",
      createdAt: now,
    });
    await answer(turnAt(anna, minute, "one"), "two", minute + second);
    const { history } = await claim(subject, turnAt(anna, 2 * minute, "three"));
    expect(history).toMatchObject([
      { id: note!.id, role: "system", name: "Coach", content: "be kind", createdAt: now },
      { role: "user", name: null, content: "one", createdAt: now + minute },
      { role: "assistant", name: null, content: "two", createdAt: now + minute + second },
    ]);
  });

  test("is no more than asked for, the newest of it", async () => {
    const anna = buildPerson();
    for (let at = 1; at <= 4; at++)
      await answer(turnAt(anna, at * minute, `q${at}`), `a${at}`, at * minute + second);
    expect(await heard(turnAt(anna, 5 * minute, "x", { historyLimit: 3 }))).toEqual(["a3", "q4", "a4"]);
    expect(await heard(turnAt(anna, 6 * minute, "y", { historyLimit: 0 }))).toEqual([]);
  });

  test("has a reply at its question, though the next was asked before it came", async () => {
    const anna = buildPerson();
    const [one, two] = [turnAt(anna, 0, "one?"), turnAt(anna, second, "two?")];
    await answer(one, "one!", 20 * second);
    expect(await heard(two)).toEqual(["one?", "one!"]);
    await turns.finish(
      buildFinish(
        two,
        { ...two, fence: 1 },
        { reply: buildReply({ content: "two!", createdAt: now + 40 * second }) },
      ),
    );
    expect(await heard(turnAt(anna, minute, "three?"))).toEqual(["one?", "one!", "two?", "two!"]);
  });

  test("begins after a reset, with what was asked after it", async () => {
    const anna = buildPerson();
    const early = turnAt(anna, 0, "before");
    await claim(subject, early);
    await subject.reset(anna, early.conversationId, now + second);
    await turns.finish(
      buildFinish(
        early,
        { ...early, fence: 1 },
        { reply: buildReply({ content: "late", createdAt: now + 2 * second }) },
      ),
    );
    await answer(turnAt(anna, minute, "after"), "well", minute + second);
    expect(await heard(turnAt(anna, 2 * minute, "now"))).toEqual(["after", "well"]);
  });

  test("has nothing that was put away, and no reply that failed; one that was cancelled stays", async () => {
    const anna = buildPerson();
    const [away] = await write(subject, anna, { content: "put away", createdAt: now });
    await subject.putAway(anna, away!.id);
    await answer(turnAt(anna, second, "q1"), "half a w", 2 * second, "failed");
    await answer(turnAt(anna, minute, "q2"), "stopped", minute + second, "cancelled");
    expect(await heard(turnAt(anna, 2 * minute, "q3"))).toEqual(["q1", "q2", "stopped"]);
  });

  test("of one that runs again is what was said before it the first time", async () => {
    const anna = buildPerson();
    await answer(turnAt(anna, 0, "q1"), "a1", second);
    const failed = turnAt(anna, minute, "q2");
    const ending = { status: "failed" as const, code: "turn_interrupted" };
    const reply = buildReply({ content: "half", status: "failed", createdAt: now + minute + second });
    await turns.finish(buildFinish(failed, await claim(subject, failed), { reply, ending }));
    await answer(turnAt(anna, 2 * minute, "q3"), "a3", 2 * minute + second);
    expect(await heard({ ...failed, attempt: 2, now: now + 3 * minute })).toEqual(["q1", "a1"]);
    expect(await heard({ ...failed, attempt: 2, now: now + 3 * minute })).toEqual(["q1", "a1"]);
  });
});

describe.each(turnsSubjects)("the session of a turn in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;
  const idle = 30 * minute;

  test("is the open one, which is as active as the last that was said", async () => {
    const anna = buildPerson();
    const first = buildTurn(anna);
    const held = await claim(subject, first);
    await turns.finish(buildFinish(first, held, { now: now + 5 * minute }));
    const open = { id: first.sessionId, startedAt: now, endedAt: null, endReason: null };
    const sessions = () => subject.sessionsOf(anna, first.conversationId);
    expect(await sessions()).toEqual([{ ...open, lastActiveAt: now + 5 * minute }]);
    const next = buildTurn(anna, { now: now + 5 * minute + idle });
    expect(await claim(subject, next)).toMatchObject({ sessionId: first.sessionId });
    expect(await sessions()).toEqual([{ ...open, lastActiveAt: now + 5 * minute + idle }]);
  });

  test("is a new one after too long a silence, where the old one ended", async () => {
    const anna = buildPerson();
    const first = buildTurn(anna);
    await turns.begin(first);
    const later = Array.from({ length: 5 }, () =>
      buildTurn(anna, { now: now + idle + 1, sessionId: uuidv7() }),
    );
    const held = await Promise.all(later.map((turn) => claim(subject, turn)));
    expect(new Set(held.map(({ sessionId }) => sessionId)).size).toBe(1);
    const at = now + idle + 1;
    expect(await subject.sessionsOf(anna, first.conversationId)).toEqual([
      { id: first.sessionId, startedAt: now, lastActiveAt: now, endedAt: now, endReason: "idle" },
      { id: held[0]!.sessionId, startedAt: at, lastActiveAt: at, endedAt: null, endReason: null },
    ]);
  });

  test("of another conversation is another", async () => {
    const anna = buildPerson();
    const [one, other] = [buildTurn(anna), buildTurn(anna, { clientConversationId: "other" })];
    await turns.begin(one);
    expect(await claim(subject, other)).toMatchObject({ sessionId: other.sessionId });
  });
});
