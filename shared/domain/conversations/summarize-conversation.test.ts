import { expect, test } from "vitest";
import { Conflict, IdempotencyMismatch, NotFound } from "#shared/errors.ts";
import { buildPerson } from "#test/builders/build-person.ts";
import { fakeConversationSubject } from "#test/contracts/conversation-subject.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";
import { summarizeConversation } from "./summarize-conversation.ts";

const person = buildPerson();

function setUp() {
  const clock = fakeClock();
  const { conversations, takeTurn } = fakeConversationSubject();
  const pauses: number[] = [];
  const ports = {
    ...{ conversations, clock, ids: fakeIds(clock), jobs: fakeJobQueue(["session-jobs"]), log: fakeLog() },
    async pause(ms: number) {
      pauses.push(ms);
      clock.advance(ms);
    },
  };
  const say = () =>
    takeTurn(person, {
      ...{ conversation: "c", clientMessageId: `${clock.now()}`, text: "hi", reply: "ho", at: clock.now() },
    });
  const ask = (waitMs = 0, idempotency: IdempotencyClaim | null = null) =>
    summarizeConversation(ports, { person, clientId: "c", requestId: "r", idempotency, waitMs });
  return { ports, pauses, say, ask };
}

test("the open session ends, its job is sent at once, and a repeat tells of the same", async () => {
  const { ports, say, ask, pauses } = setUp();
  await say();
  const first = await ask();
  expect(first).toEqual({ sessionId: expect.any(String), title: null, summary: null, isSettled: false });
  expect(await ask()).toEqual(first);
  const { sessionId } = first;
  expect(ports.jobs.sent).toMatchObject([{ id: sessionId, kind: "end_session", sessionId }]);
  expect(pauses).toEqual([]);
});

test("a repeat under one key tells of the first one's session, and leaves open what began since", async () => {
  const { ports, say, ask } = setUp();
  const claim = { route: "/summarize", key: "once", requestHash: "aa" };
  await say();
  const first = await ask(0, claim);
  ports.clock.advance(1);
  await say();
  expect(await ask(0, claim)).toEqual(first);
  expect(ports.jobs.sent).toHaveLength(1);
  await expect(ask(0, { ...claim, requestHash: "bb" })).rejects.toThrow(IdempotencyMismatch);
  expect((await ask()).sessionId).not.toBe(first.sessionId);
});

test("who waits asks ever more rarely, and no longer than they wait", async () => {
  const { say, ask, pauses } = setUp();
  await say();
  expect(await ask(20_000)).toMatchObject({ isSettled: false });
  expect(pauses.length).toBeLessThan(12);
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(20_000);
});

test("who waits has it as soon as it is there", async () => {
  const { ports, say, ask, pauses } = setUp();
  await say();
  const { findSummary } = ports.conversations;
  ports.conversations.findSummary = async (whose, sessionId) => {
    const found = (await findSummary(whose, sessionId))!;
    return pauses.length < 3 ? found : { ...found, title: "T", summary: "S", isSettled: true };
  };
  expect(await ask(20_000)).toMatchObject({ title: "T", summary: "S", isSettled: true });
  expect(pauses).toHaveLength(3);
});

test("a conversation that is not there is not found; one without a session has nothing to summarize", async () => {
  const { ports, ask } = setUp();
  await expect(ask()).rejects.toThrow(NotFound);
  const { endSession } = ports.conversations;
  ports.conversations.endSession = async (...call) => {
    await endSession(...call);
    return { conversationId: "c", title: null, ended: null, last: null };
  };
  await expect(ask()).rejects.toThrow(Conflict);
});
