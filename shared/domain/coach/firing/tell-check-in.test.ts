import { expect, test } from "vitest";
import { buildReply } from "#test/builders/build-turn.ts";
import { stageCheckIns } from "#test/builders/stage-check-ins.ts";
import { day, hour, second } from "#test/builders/stage-firing.ts";

const said = (content: string) => ({ reply: buildReply({ content }) });
const failed = { reply: null, ending: { status: "failed", code: "upstream_unavailable" } } as const;

test("whoever has no socket open is pushed what the coach said, once, and the inbox shows it", async () => {
  const { ports, anna, checkIn, fire, run, tell, inbox, store } = stageCheckIns();
  const job = await checkIn();
  await fire(job);
  expect(ports.jobs.sent).toMatchObject([{ kind: "tell_check_in", id: job.deliveryId, delaySeconds: 20 }]);
  await run(said("How did you sleep?"));
  expect(await tell()).toBe("pushed");
  expect(await tell()).toBe("nothing");
  const { turnId } = ports.turnQueue.sent[0]!;
  expect(ports.push.pushes).toMatchObject([
    {
      ownerId: anna.ownerId,
      deliveryId: job.deliveryId,
      body: "How did you sleep?",
      data: { type: "check_in", delivery_id: job.deliveryId, conversation_id: "check-ins", turn_id: turnId },
    },
  ]);
  expect(await inbox()).toMatchObject([
    { text: "How did you sleep?", clientConversationId: "check-ins", pushed: 1 },
  ]);
  expect(store.people.memory.outbox.has(job.deliveryId)).toBe(false);
});

test.each([
  ["auto", 1, 0],
  ["auto", 0, 1],
  ["push", 1, 1],
  ["inbox", 0, 0],
  ["inbox", 1, 0],
] as const)(
  "by the channel %s, with %d sockets open, there are %d pushes",
  async (channel, sockets, pushes) => {
    const { ports, checkIn, connect, fire, run, tell, inbox } = stageCheckIns();
    if (sockets > 0) await connect("phone");
    await fire(await checkIn({ channel }));
    expect(ports.frames.sent).toHaveLength(sockets);
    await run(said("How did you sleep?"));
    await tell();
    expect(ports.push.pushes).toHaveLength(pushes);
    expect(await inbox()).toMatchObject([{ text: "How did you sleep?", told: sockets, pushed: pushes }]);
  },
);

test("while the coach speaks its letter comes again", async () => {
  const { ports, checkIn, fire, tell } = stageCheckIns();
  await fire(await checkIn());
  expect(await tell()).toBe("running");
  expect(ports.jobs.sent).toHaveLength(2);
  expect(ports.jobs.sent[1]).toEqual(ports.jobs.sent[0]);
  expect(ports.push.pushes).toEqual([]);
});

test("a turn that failed, or that has not ended for an hour, is in the inbox by its name alone", async () => {
  const { ports, checkIn, fire, run, tell, inbox, clock } = stageCheckIns();
  await fire(await checkIn({ text: "" }));
  await run(failed);
  expect(await tell()).toBe("failed");
  await fire(await checkIn({ at: clock.now() + second }));
  clock.advance(hour);
  expect(await tell()).toBe("failed");
  expect((await inbox()).map(({ text, pushed }) => [text, pushed])).toEqual([
    ["Check-in: sleep", 0],
    ["Check-in", 0],
  ]);
  expect(ports.push.pushes).toEqual([]);
});

test("a long message is pushed up to a word", async () => {
  const { ports, checkIn, fire, run, tell, inbox } = stageCheckIns();
  await fire(await checkIn());
  const long = "How did you sleep last night? ".repeat(10).trim();
  await run(said(long));
  await tell();
  const { body } = ports.push.pushes[0]!;
  expect(body.length).toBeLessThanOrEqual(180);
  expect(body).toMatch(/ (How|did|you|sleep|last|night\?)…$/);
  expect(await inbox()).toMatchObject([{ text: long }]);
});

test("where push does not answer it is tried again when the lease is over, for a day", async () => {
  const { ports, anna, checkIn, fire, run, tell, inbox, clock } = stageCheckIns();
  await fire(await checkIn());
  await run(said("How did you sleep?"));
  ports.push.answer(anna.ownerId, "down");
  await expect(tell()).rejects.toMatchObject({ code: "upstream_unavailable", retryAfterSeconds: 31 });
  expect(await tell()).toBe("nothing");
  clock.advance(31 * second);
  await expect(tell()).rejects.toThrow();
  clock.advance(day);
  expect(await tell()).toBe("inbox");
  expect(await inbox()).toMatchObject([{ text: "How did you sleep?", pushed: 0 }]);
});
