import { expect, test, vi } from "vitest";
import { buildActor } from "#test/builders/build-actor.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeKeptAnswers } from "#test/fakes/fake-kept-answers.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { answerOnce } from "./answer-once.ts";

const idempotency = { route: "/begin", key: "k", requestHash: "aa" };

function stage() {
  const clock = fakeClock();
  const log = fakeLog();
  const ports = { keptAnswers: fakeKeptAnswers(new Set()), ids: fakeIds(clock), clock, log };
  let done = 0;
  const work = vi.fn(async () => ({ done: ++done }));
  return { ports, log, work, call: { actor: buildActor(), idempotency } };
}

test("a repeat gets the first answer, and nothing is done", async () => {
  const { ports, work, call } = stage();
  expect(await answerOnce(ports, call, work)).toEqual({ done: 1 });
  expect(await answerOnce(ports, call, work)).toEqual({ done: 1 });
  expect(work).toHaveBeenCalledTimes(1);
});

test("without a key everything is done each time", async () => {
  const { ports, work, call } = stage();
  for (const done of [1, 2])
    expect(await answerOnce(ports, { ...call, idempotency: null }, work)).toEqual({ done });
});

test("a repeat while the first runs, and another request, are refused", async () => {
  const { ports, work, call } = stage();
  const held = Promise.withResolvers<string>();
  const first = answerOnce(ports, call, () => held.promise);
  await expect(answerOnce(ports, call, work)).rejects.toMatchObject({
    code: "conflict",
    retryAfterSeconds: 1,
  });
  const other = { ...call, idempotency: { ...idempotency, requestHash: "bb" } };
  await expect(answerOnce(ports, other, work)).rejects.toMatchObject({ code: "idempotency_mismatch" });
  held.resolve("held");
  expect(await first).toBe("held");
  expect(work).not.toHaveBeenCalled();
});

test("what failed is done by the next one", async () => {
  const { ports, work, call } = stage();
  await expect(answerOnce(ports, call, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await answerOnce(ports, call, work)).toEqual({ done: 1 });
});

test("a secret is not kept: its repeat is told so", async () => {
  const { ports, work, call } = stage();
  const keep = vi.spyOn(ports.keptAnswers, "keep");
  const secret = "shown once";
  expect(await answerOnce(ports, { ...call, secret }, work)).toEqual({ done: 1 });
  expect(keep.mock.calls[0]![1]).toBe("null");
  await expect(answerOnce(ports, { ...call, secret }, work)).rejects.toMatchObject({
    code: "conflict",
    message: secret,
  });
});

test("what was done is answered though it cannot be noted", async () => {
  const { ports, log, work, call } = stage();
  vi.spyOn(ports.keptAnswers, "keep").mockRejectedValue(new Error("away"));
  expect(await answerOnce(ports, call, work)).toEqual({ done: 1 });
  expect(log.lines).toMatchObject([{ level: "warn", what: "answer not kept", fields: { route: "/begin" } }]);
});

test("of a tenant that is not there nothing is kept", async () => {
  const { ports, work, call } = stage();
  const lost = { ...call, actor: buildActor({ mayProvision: false }) };
  for (const done of [1, 2]) expect(await answerOnce(ports, lost, work)).toEqual({ done });
});
