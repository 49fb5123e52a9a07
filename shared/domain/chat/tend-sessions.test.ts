import { describe, expect, test } from "vitest";
import { buildLetter } from "#test/builders/build-letter.ts";
import { stageTurns, turnRules } from "#test/builders/stage-turns.ts";
import { fakeChatModel, modelDown } from "#test/fakes/fake-chat-model.ts";

const idle = turnRules.sessionIdleMs;
const letters = ["m1", "m2", "m3"].map((clientMessageId) => buildLetter({ clientMessageId }));
const [first, second, third] = letters;

describe("a turn with which a session begins", () => {
  test("has it looked at when it must be over, once", async () => {
    const stage = stageTurns(fakeChatModel(["Yes."]));
    await stage.run(first!);
    const [session] = stage.store.sessions.keys();
    const check = {
      sessionId: session,
      conversationId: first!.conversationId,
      tenantId: "acme",
      delaySeconds: 605,
      requestId: "r1",
    };
    expect(stage.ports.sessionChecks.scheduled).toEqual([check]);
    await stage.run(second!);
    expect(stage.ports.sessionChecks.scheduled).toHaveLength(1);
  });

  test("goes on where that cannot be sent, and the outbox has it", async () => {
    const stage = stageTurns(fakeChatModel(["Yes."]));
    stage.ports.sessionChecks.failing = true;
    expect(await stage.run(first!)).toMatchObject({ outcome: "done" });
    expect(stage.ports.log.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
    const [session] = stage.store.sessions.keys();
    expect(stage.store.people.memory.outbox.get(session!)).toMatchObject({ kind: "end_session" });
  });

  test("after one that had idled sends the work that the end of that one leaves", async () => {
    const stage = stageTurns(fakeChatModel(["Yes."]));
    await stage.run(first!);
    const [over] = stage.store.sessions.keys();
    stage.clock.advance(idle + 1);
    const before = stage.ports.jobs.sent.length;
    await stage.run(second!);
    const { conversationId, ownerId } = second!;
    const common = { tenantId: "acme", requestId: "r1", conversationId, messageIds: [] };
    const sent = stage.ports.jobs.sent.slice(before);
    expect(sent.filter(({ kind }) => kind !== undefined)).toEqual([
      { ...common, id: over, queue: "session-jobs", kind: "end_session", sessionId: over },
      { ...common, ownerId, id: conversationId, queue: "learning-jobs", kind: "learn" },
    ]);
    expect(stage.ports.sessionChecks.scheduled).toHaveLength(2);
  });
});

describe("a conversation", () => {
  test("is learnt from as soon as six messages wait", async () => {
    const stage = stageTurns(fakeChatModel(["Yes."]));
    const learning = () => stage.ports.jobs.sent.filter(({ queue }) => queue === "learning-jobs");
    for (const letter of [first!, second!]) await stage.run(letter);
    expect(learning()).toEqual([]);
    await stage.run(third!);
    const { conversationId, ownerId } = third!;
    const job = { id: conversationId, ownerId, tenantId: "acme", queue: "learning-jobs", kind: "learn" };
    expect(learning()).toEqual([{ ...job, requestId: "r1", conversationId, messageIds: [] }]);
  });

  test("is learnt from at once where the model was told to remember something", async () => {
    const call = { call: "remember", with: { content: "The user likes tea." } };
    const stage = stageTurns(fakeChatModel([call], ["I will."]));
    await stage.run(first!);
    expect(stage.ports.jobs.sent).toContainEqual(
      expect.objectContaining({ queue: "learning-jobs", kind: "learn" }),
    );
  });

  test("is not learnt from where somebody is in danger, nor from what no model could answer", async () => {
    const stage = stageTurns(fakeChatModel([modelDown]));
    await stage.run(buildLetter({ text: "I want to kill myself" }));
    expect(stage.store.people.memory.unlearned.size).toBe(0);
    await stage.run(second!);
    expect(stage.store.people.memory.unlearned.size).toBe(1);
  });
});
