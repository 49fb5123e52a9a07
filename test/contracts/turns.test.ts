import { uuidv7 } from "uuidv7";
import { describe, expect, test } from "vitest";
import { BeingErased } from "#shared/errors.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { buildQuery } from "#test/builders/build-query.ts";
import {
  buildFinish,
  buildLost,
  buildTurn,
  buildTurnMessage,
  turnsBeganAt as now,
} from "#test/builders/build-turn.ts";
import { buildUserChange } from "#test/builders/build-user-change.ts";
import { nothingKnown } from "#test/builders/nothing-known.ts";
import { embed, findMatches, write } from "./memory-subject.ts";
import { claim, turnsSubjects } from "./turns-subject.ts";

const minute = 60_000;
const model = "fake-embedding";

describe.each(turnsSubjects)("a turn that begins in %s", (_name, make) => {
  const subject = make();
  const { turns } = subject;

  test("is claimed, its message stored once, as it was said", async () => {
    const anna = buildPerson();
    const message = buildTurnMessage({ content: "I ran 5 km 🙂\n'today'", importance: 0.75, createdAt: now });
    const turn = buildTurn(anna, { message, requestId: "r1" });
    expect(await turns.begin(turn)).toEqual({
      outcome: "claimed",
      fence: 1,
      attempt: 1,
      run: "first",
      conversationId: turn.conversationId,
      clientConversationId: "conversation",
      sessionId: turn.sessionId,
      sessionIsNew: true,
      endedSession: null,
      outboxId: turn.outboxId,
      userMessage: { id: message.id, role: "user", name: null, content: message.content, createdAt: now },
      history: [],
      usedBefore: [],
      memories: [],
      knowledge: nothingKnown,
      careAnswer: null,
      tokensToday: 0,
      profile: { name: null, locale: null, timeZone: null },
    });
    const { textHash, ...said } = message;
    expect(await subject.saidIn(anna, turn.conversationId)).toEqual([
      { ...said, role: "user", turnId: turn.turnId, status: "complete", tools: [] },
    ]);
    expect(await subject.messages.find(anna, message.id, model)).toMatchObject({
      userId: "anna",
      clientConversationId: "conversation",
      embeddingStatus: "pending",
    });
    expect(await subject.lastSeenAt(anna.tenantId, "anna")).toBe(now);
  });

  test("finds its message by words from then on, and never itself", async () => {
    const anna = buildPerson();
    const say = (content: string) =>
      claim(subject, buildTurn(anna, { message: buildTurnMessage({ content }) }));
    const first = await say("my cedar tree is tall");
    expect(first.memories).toEqual([]);
    const second = await say("where is the cedar?");
    expect(second.memories.map(({ id, content }) => [id, content])).toEqual([
      [first.userMessage.id, "my cedar tree is tall"],
    ]);
  });

  test("leaves the job of its message for ten minutes later, in case it never ends", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna, { requestId: "r1" });
    await turns.begin(turn);
    expect(await subject.jobsOf(anna)).toEqual([
      {
        id: turn.outboxId,
        queue: "memory-jobs",
        kind: null,
        messageIds: [turn.message.id],
        conversationId: null,
        requestId: "r1",
        dueAt: now + 10 * minute,
      },
    ]);
  });

  test("keeps the vector of its message, where the model was in time", async () => {
    const anna = buildPerson();
    const message = buildTurnMessage({ content: "a cedar" });
    const recall = buildQuery({ text: message.content, vector: [1, 0, 0] });
    const turn = buildTurn(anna, { message, recall });
    await turns.begin(turn);
    expect((await subject.messages.find(anna, message.id, model))?.embeddingStatus).toBe("ready");
    expect(await subject.jobsOf(anna)).toEqual([]);
    const near = buildQuery({ text: "zzz", vector: [1, 0, 0] });
    expect(await findMatches(subject, anna, near)).toMatchObject([{ id: message.id, vector: 1 }]);
  });

  test("keeps no vector of another text or model than its message's", async () => {
    const anna = buildPerson();
    const vector = [1, 0, 0];
    const cut = buildTurn(anna, { recall: buildQuery({ text: "a quiet", vector }) });
    await turns.begin(cut);
    const other = buildQuery({ text: "a quiet afternoon", vector, model: "other" });
    await turns.begin(buildTurn(anna, { recall: other }));
    expect((await subject.messages.find(anna, cut.message.id, model))?.embeddingStatus).toBe("pending");
    expect((await subject.messages.find(anna, cut.message.id, "other"))?.embeddingStatus).toBe("pending");
  });

  test("leaves no job where the text has its vector from before", async () => {
    const anna = buildPerson();
    const [known] = await write(subject, anna, { content: "again" });
    await embed(subject, anna, known!, [1, 0]);
    const turn = buildTurn(anna, { message: buildTurnMessage({ content: "again" }) });
    await turns.begin(turn);
    expect((await subject.jobsOf(anna)).map(({ id }) => id)).not.toContain(turn.outboxId);
  });

  test("reads what tenant and person have set, and what was spent today", async () => {
    const anna = buildPerson();
    const profile = { name: "Anna", locale: "de-DE", timeZone: "Europe/Berlin" };
    await subject.users.change(buildUserChange(anna, profile, now));
    await subject.setCareAnswer(anna, "Call 112");
    const spend = async (at: number) => {
      const turn = buildTurn(anna, { now: at });
      await turns.finish(buildFinish(turn, await claim(subject, turn), { now: at }));
    };
    await spend(now - 24 * 60 * minute);
    await spend(now - minute);
    expect(await turns.begin(buildTurn(anna))).toMatchObject({
      careAnswer: "Call 112",
      tokensToday: 120,
      profile: { name: "Anna", locale: "de-DE", timeZone: "Europe/Berlin" },
    });
  });

  test("says whether it signalled danger, whoever runs it later", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna, { care: true });
    await turns.begin(turn);
    await turns.begin({ ...turn, care: false });
    expect(await subject.careOf(anna, turn.turnId)).toBe(true);
  });

  test("is nobody's where there is no such tenant, and makes it where the caller may", async () => {
    const stranger = buildPerson({ mayProvision: false });
    expect(await turns.begin(buildTurn(stranger))).toEqual({ outcome: "tenant_unknown" });
    expect(await turns.abandon(buildLost(buildTurn(stranger)))).toEqual({ outcome: "tenant_unknown" });
    await turns.begin(buildTurn({ ...stranger, mayProvision: true }));
    expect(await turns.begin(buildTurn(stranger))).toMatchObject({ outcome: "claimed", run: "first" });
  });

  test("is refused to a person who is being erased", async () => {
    const anna = buildPerson();
    const turn = buildTurn(anna);
    const { fence } = await claim(subject, turn);
    const leaving = { id: uuidv7(), person: anna, requestedBy: "self", requestId: "r", mustExist: false };
    await subject.deletions.request({ ...leaving, now, settlesAt: now });
    for (const again of [turn, buildTurn(anna)]) {
      await expect(turns.begin(again)).rejects.toThrow(BeingErased);
      await expect(turns.abandon(buildLost(again))).rejects.toThrow(BeingErased);
    }
    await expect(turns.finish(buildFinish(turn, { ...turn, fence }))).rejects.toThrow(BeingErased);
  });

  test("of another person never meets it, though the client's ids are the same", async () => {
    const anna = buildPerson();
    const ben = buildPerson({ tenantId: anna.tenantId, userId: "ben" });
    const [annas, bens] = [anna, ben].map((person) => buildTurn(person, { clientMessageId: "m1" }));
    const held = await claim(subject, annas!);
    expect(await claim(subject, bens!)).toMatchObject({ run: "first", history: [], memories: [] });
    expect(annas!.turnId).not.toBe(bens!.turnId);
    const stolen = { ...buildFinish(annas!, held), person: ben };
    expect(await turns.finish(stolen)).toEqual({ outcome: "gone" });
    expect(await subject.saidIn(ben, bens!.conversationId)).toHaveLength(1);
  });
});
