import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildLost, buildTurn, turnsBeganAt as now } from "#test/builders/build-turn.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const minute = 60_000;
const idle = 30 * minute;

describe.each(turnsSubjects)("what turns leave of sessions in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;

  test("is a job for when the session has idled, moved on by each word", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna, { requestId: "r1" });
    const held = await claim(subject, turn);
    expect(held).toMatchObject({ sessionIsNew: true, endedSession: null });
    const job = {
      id: turn.sessionId,
      queue: "session-jobs",
      sessionId: turn.sessionId,
      conversationId: turn.conversationId,
    };
    expect(await subject.endsOf(anna)).toEqual([{ ...job, requestId: "r1", dueAt: now + idle + 5 * minute }]);
    const ended = { now: now + 2 * minute, requestId: "r2" };
    await turns.finish(buildFinish(turn, held, ended));
    expect(await subject.endsOf(anna)).toEqual([{ ...job, requestId: "r2", dueAt: now + idle + 7 * minute }]);
    const next = buildTurn(anna, { now: now + 4 * minute, requestId: "r3" });
    expect(await claim(subject, next)).toMatchObject({ sessionIsNew: false, endedSession: null });
    expect(await subject.endsOf(anna)).toEqual([{ ...job, requestId: "r3", dueAt: now + idle + 9 * minute }]);
  });

  test("is new for one runner of a turn, and not for those that take it over", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    await turns.begin(turn);
    expect(await claim(subject, turn)).toMatchObject({
      run: "takeover",
      sessionIsNew: false,
      endedSession: null,
    });
    expect(await subject.endsOf(anna)).toHaveLength(1);
  });

  test("is the end of the one that had idled, with what waits to be learnt from it", async () => {
    const anna = buildPerson();
    const first = buildTurn(anna);
    await turns.finish(buildFinish(first, await claim(subject, first), { now }));
    const at = now + idle + 1;
    const next = buildTurn(anna, { now: at, requestId: "r2" });
    expect(await claim(subject, next)).toMatchObject({
      sessionId: next.sessionId,
      sessionIsNew: true,
      endedSession: { sessionId: first.sessionId, leavesLearning: true },
    });
    expect(await subject.endsOf(anna)).toMatchObject([
      { id: first.sessionId, requestId: "r2", dueAt: at + minute },
      { id: next.sessionId, dueAt: at + idle + 5 * minute },
    ]);
    expect((await subject.jobsOf(anna)).filter(({ kind }) => kind === "learn")).toMatchObject([
      { id: first.conversationId, queue: "learning-jobs", requestId: "r2", dueAt: at + minute },
    ]);
  });

  test("is no job to learn where nothing waits", async () => {
    const anna = buildPerson();
    const first = buildTurn(anna, { care: true });
    await turns.finish(buildFinish(first, await claim(subject, first), { now }));
    const next = buildTurn(anna, { now: now + idle + 1 });
    expect(await claim(subject, next)).toMatchObject({
      endedSession: { sessionId: first.sessionId, leavesLearning: false },
    });
    expect((await subject.jobsOf(anna)).filter(({ kind }) => kind === "learn")).toEqual([]);
  });

  test("is the end of one that is full, where the next turn begins another", async () => {
    const anna = buildPerson();
    const said = [0, 1, 2, 3, 4].map((at) => buildTurn(anna, { now: now + at, sessionTurns: 2 }));
    const held = [];
    for (const turn of said) {
      held.push(await claim(subject, turn));
      await turns.begin(turn);
    }
    expect(held.map(({ sessionIsNew }) => sessionIsNew)).toEqual([true, false, true, false, true]);
    expect(held.map(({ endedSession }) => endedSession?.sessionId)).toEqual([
      undefined,
      undefined,
      held[0]!.sessionId,
      undefined,
      held[2]!.sessionId,
    ]);
    expect(await subject.sessionsOf(anna, said[0]!.conversationId)).toMatchObject([
      { endReason: "full", endedAt: now + 1 },
      { endReason: "full", endedAt: now + 3 },
      { endReason: null },
    ]);
  });

  test("of an ended one is not moved on by a turn of it that ends later", async () => {
    const anna = buildPerson();
    const slow = buildTurn(anna);
    const held = await claim(subject, slow);
    const at = now + idle + 1;
    await turns.begin(buildTurn(anna, { now: at }));
    await turns.finish(buildFinish(slow, held, { now: at + 10 * minute }));
    expect(await subject.endsOf(anna)).toMatchObject([{ id: slow.sessionId, dueAt: at + minute }, {}]);
  });

  test("of a turn that was lost is a job, too; but it ends no session", async () => {
    const anna = buildPerson();
    const lost = buildTurn(anna);
    await turns.abandon(buildLost(lost));
    expect(await subject.endsOf(anna)).toMatchObject([{ id: lost.sessionId, dueAt: now + 15 * minute }]);
    const later = buildTurn(anna, { now: now + 2 * idle });
    await turns.abandon(buildLost(later));
    expect(await subject.sessionsOf(anna, lost.conversationId)).toMatchObject([{ endedAt: null }]);
  });

  test("of one of many turns at once ends the idle session once", async () => {
    const anna = buildPerson();
    await turns.begin(buildTurn(anna));
    const said = Array.from({ length: 8 }, () => buildTurn(anna, { now: now + idle + 1 }));
    const held = await Promise.all(said.map((each) => claim(subject, each)));
    expect(held.filter(({ endedSession }) => endedSession)).toHaveLength(1);
    expect(held.filter(({ sessionIsNew }) => sessionIsNew)).toHaveLength(1);
  });
});
