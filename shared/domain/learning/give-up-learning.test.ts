import { expect, test } from "vitest";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import type { Learning } from "../../ports/learning.ts";
import { giveUpLearning } from "./give-up-learning.ts";

test("a job of learning that was tried too often is noted down as such", async () => {
  const given: unknown[] = [];
  const fail: Learning["fail"] = async (work) => given.push(work);
  const clock = fakeClock();
  const job = { id: "c1", tenantId: "acme", requestId: "r1", attempts: 20 };
  const learn = { ...job, kind: "learn", conversationId: "c1" } as const;
  expect(await giveUpLearning({ learning: { fail }, clock }, learn)).toEqual({ failed: 1 });
  expect(given).toEqual([{ tenantId: "acme", jobs: [learn], reason: "given_up", now: clock.now() }]);
});
