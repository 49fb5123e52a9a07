import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildFinish, buildLost, buildTurn, turnsBeganAt as now } from "#test/builders/build-turn.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const minute = 60_000;
const failed = { status: "failed", code: "internal" } as const;

describe.each(turnsSubjects)("a turn that no runner could finish in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;
  const ended = { outcome: "ended", clientConversationId: "conversation" };

  test("that nobody began is stored with its message, and may be run again", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    expect(await turns.abandon(buildLost(turn, { code: "internal", requestId: "r4" }))).toEqual({
      outcome: "abandoned",
    });
    expect(await subject.saidIn(anna, turn.conversationId)).toMatchObject([
      { id: turn.message.id, role: "user" },
    ]);
    expect(await subject.jobsOf(anna)).toMatchObject([
      { id: turn.outboxId, messageIds: [turn.message.id], requestId: "r4", dueAt: now + minute },
    ]);
    expect(await subject.sessionsOf(anna, turn.conversationId)).toMatchObject([{ endedAt: null }]);
    expect(await turns.begin(turn)).toMatchObject({ ...ended, ending: failed });
    expect(await turns.begin({ ...turn, attempt: 2 })).toMatchObject({ run: "again", fence: 2 });
  });

  test("that a slow runner holds is taken from it", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const held = await claim(subject, turn);
    expect(await turns.abandon(buildLost(turn))).toEqual({ outcome: "abandoned" });
    expect(await turns.finish(buildFinish(turn, held))).toEqual({ outcome: "fenced" });
    expect(await turns.abandon(buildLost(turn, { code: "other" }))).toMatchObject({
      ...ended,
      ending: failed,
    });
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(1);
  });

  test("that was done after all is told as it ended", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const finish = buildFinish(turn, await claim(subject, turn));
    await turns.finish(finish);
    expect(await turns.abandon(buildLost(turn))).toMatchObject({
      ...ended,
      attempt: 1,
      ending: { status: "done", messageId: finish.reply!.id, text: "Sounds good!" },
    });
  });

  test("is ended for the attempt that was lost, and no later one", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    await turns.abandon(buildLost(turn, { code: "first" }));
    expect(await turns.abandon(buildLost(turn, { code: "second", attempt: 2 }))).toEqual({
      outcome: "abandoned",
    });
    const held = await claim(subject, { ...turn, attempt: 3 });
    expect(await turns.abandon(buildLost(turn, { code: "late", attempt: 2 }))).toMatchObject({
      ...ended,
      attempt: 2,
      ending: { status: "failed", code: "late" },
    });
    expect(await turns.finish(buildFinish(turn, held))).toMatchObject({ outcome: "stored" });
  });

  test("is ended by one of many who find it, or by its runner", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const finders = Array.from({ length: 10 }, () =>
      turns.abandon(buildLost(turn, { outboxId: uuidv7(), sessionId: uuidv7() })),
    );
    const found = await Promise.all(finders);
    expect(found.filter(({ outcome }) => outcome === "abandoned")).toHaveLength(1);
    expect(await subject.saidIn(anna, turn.conversationId)).toHaveLength(1);
    const held = await claim(subject, { ...turn, attempt: 2 });
    const [finish, lost] = await Promise.all([
      turns.finish(buildFinish(turn, held)),
      turns.abandon(buildLost(turn, { attempt: 2 })),
    ]);
    expect([finish.outcome, lost.outcome]).toEqual(
      finish.outcome === "stored" ? ["stored", "ended"] : ["fenced", "abandoned"],
    );
  });
});
