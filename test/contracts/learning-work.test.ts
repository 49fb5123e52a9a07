import { uuidv7 } from "uuidv7";
import { expect, inject, test } from "vitest";
import { learnFromStretch } from "#shared/domain/learning/learn-from-stretch.ts";
import type { ActingUser } from "#shared/ports/users.ts";
import { decisions, facts, toldFact } from "#test/builders/stage-learning.ts";
import { fakeChatModel } from "#test/fakes/fake-chat-model.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { learningSubject, model, now } from "./learning-subject.ts";
import { wholeHistory } from "./memory-subject.ts";

const subject = learningSubject(inject("databaseUrl"));
const berlin = "The user lives in Berlin.";
const munich = "The user moved from Berlin to Munich.";

/** Says it, and lets a worker learn from it; of its model the answers are given. */
async function learn(person: ActingUser, at: number, text: string, ...answers: string[]) {
  const [message] = await subject.say(person, { content: text, createdAt: at });
  const clock = fakeClock(at + 1_000);
  const ports = {
    ...{ learning: subject.learning, clock, ids: { next: uuidv7 }, tally: fakeTally(), log: fakeLog() },
    ...{ chatModel: fakeChatModel(...answers.map((answer) => [answer])), jobs: fakeJobQueue() },
    embedder: fakeEmbedder({ model, dimensions: 64 }),
  };
  const { conversationId } = message!;
  const { tenantId } = person;
  const job = {
    kind: "learn",
    id: conversationId,
    tenantId,
    conversationId,
    requestId: "r",
    attempts: 1,
  } as const;
  const work = () => learnFromStretch(ports, job, { remainingMs: 300_000 });
  return { message: message!, ports, work };
}

async function beliefsOf(person: ActingUser) {
  const list = { types: null, statuses: null, after: null, limit: 50 };
  const memories = await subject.memories.list(person, list, model);
  return memories.map(({ content, status }) => `${status}: ${content}`).toSorted();
}

const sources = [1, 2, 3];

test("a fact is told, told again and changed; what is believed is the change, and the rest is history", async () => {
  const person = await subject.person();
  const first = await learn(person, now, "I live in Berlin", facts(toldFact(berlin, { sources })));
  expect(await first.work()).toEqual({ stretches: 1, messages: 1, facts: 1, aside: 0 });
  const again = await learn(person, now + 60_000, "As I said", facts(toldFact(berlin, { sources })));
  await again.work();
  expect(await beliefsOf(person)).toEqual([`active: ${berlin}`]);
  expect(again.ports.chatModel.requests).toHaveLength(1);

  const told = facts(toldFact(munich, { sources, from: "2026-03-28" }));
  const moved = await learn(person, now + 120_000, "I moved", told, decisions(["F1", "update", "M1"]));
  await moved.work();
  expect(await beliefsOf(person)).toEqual([`active: ${munich}`, `outdated: ${berlin}`]);
  const list = { types: null, statuses: ["outdated" as const], after: null, limit: 1 };
  const [old] = await subject.memories.list(person, list, model);
  const history = await subject.memories.history(person, old!.id, wholeHistory, model);
  expect(history.map(({ reason }) => reason)).toEqual(["superseded", "reinforced", "created"]);
  expect(history[0]).toMatchObject({ note: "so it is", validTo: Date.UTC(2026, 2, 28) });
  expect(old!.sourceMessageIds).toEqual([first.message.id, again.message.id]);
});

test("a job that is delivered to two workers at once leaves each fact once, and a third delivery nothing", async () => {
  const person = await subject.person();
  const told = facts(toldFact(berlin, { sources }), toldFact("Anna runs.", { sources }));
  const one = await learn(person, now, "I live in Berlin", told);
  const done = await Promise.all([one.work(), one.work()]);
  expect(done.map((each) => "facts" in each && each.facts).toSorted()).toEqual([0, 2]);
  expect(await one.work()).toEqual({ stretches: 0, messages: 0, facts: 0, aside: 0 });
  expect(await beliefsOf(person)).toEqual(["active: Anna runs.", `active: ${berlin}`]);
});

test("of one job a fact may change an earlier one", async () => {
  const person = await subject.person();
  const told = facts(toldFact(berlin, { sources }), toldFact(munich, { sources }));
  const { work } = await learn(person, now, "Berlin, no, Munich", told, decisions(["F1", "update", "M1"]));
  await work();
  expect(await beliefsOf(person)).toEqual([`active: ${munich}`, `outdated: ${berlin}`]);
});
