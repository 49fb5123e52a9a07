import { expect, test } from "vitest";
import { buildTurnKey } from "#test/builders/build-turn-letter.ts";
import {
  accept,
  closesDone,
  closesFailed,
  deltas,
  describeTurnStream,
  doneAt,
  errorAt,
  flushOf,
  query,
  readSeqs,
  secondTurn,
  socketOf,
  turn,
} from "./turn-stream-subject.ts";

describeTurnStream("a conversation that is erased", (make) => {
  const end = async (stream: ReturnType<typeof make>, key: typeof turn, fails = false) => {
    await stream.open(key, query);
    const last = fails ? errorAt(3) : doneAt(3);
    const closes = fails ? closesFailed : closesDone;
    await stream.flush(flushOf({ turn: key, frames: [...deltas(1, 2), last], closes }));
    await stream.told(key.turnId);
  };

  test.each(["done", "failed"])(
    "takes what a turn has said that is %s, and all that is known of it",
    async (status) => {
      const stream = make();
      await accept(stream, 1, "a");
      await end(stream, turn, status === "failed");
      expect(await readSeqs(stream)).toEqual([1, 2, 3]);
      await stream.forgetConversation(turn.conversationId);
      expect(await stream.read({ ...turn, after: 0 })).toBeNull();
      expect(await stream.resume({ ...turn, after: 0, ...socketOf("a") })).toEqual({ outcome: "unknown" });
      expect(await stream.open(secondTurn, query)).toMatchObject({ session: null });
      // Under its id something new may be said.
      const { outcome, unbegun } = await accept(stream, 1);
      expect([outcome, unbegun.map(({ attempt }) => attempt)]).toEqual(["accepted", [1]]);
    },
  );

  test("leaves those of others", async () => {
    const stream = make();
    await accept(stream, 1);
    await end(stream, turn);
    await stream.forgetConversation("another");
    expect(await readSeqs(stream)).toEqual([1, 2, 3]);
  });

  test("lets the end of a turn that runs be told, and takes it soon after", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 2) }));
    await stream.forgetConversation(turn.conversationId);
    expect(await stream.flush(flushOf({ frames: deltas(3, 3) }))).toMatchObject({ outcome: "written" });
    await stream.flush(flushOf({ frames: [errorAt(4)], closes: closesFailed }));
    expect(await readSeqs(stream)).toEqual([1, 2, 3, 4]);
    await stream.pass(11);
    expect(await stream.read({ ...turn, after: 0 })).toBeNull();
    const { outcome, unbegun } = await accept(stream, 1);
    expect([outcome, unbegun.map(({ attempt }) => attempt)]).toEqual(["accepted", [1]]);
  });

  test("leaves a turn that waits, which runs as ever", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.forgetConversation(turn.conversationId);
    expect(await accept(stream, 1)).toMatchObject({ outcome: "known", unbegun: [{ turnId: "turn-1" }] });
    await end(stream, turn);
    await stream.pass(500);
    expect(await readSeqs(stream)).toEqual([1, 2, 3]);
  });

  test("takes a turn that waits, too, where its letter is to go", async () => {
    const stream = make();
    await accept(stream, 1);
    await accept(stream, 2);
    await stream.open(turn, query);
    await stream.forgetConversation(turn.conversationId, { letters: true });
    expect(await stream.read({ ...secondTurn, after: 0 })).toBeNull();
    expect(await stream.read({ ...turn, after: 0 })).toMatchObject({ closed: false });
    const { outcome, unbegun } = await accept(stream, 2);
    expect([outcome, unbegun.map(({ turnId }) => turnId)]).toEqual(["accepted", ["turn-2"]]);
  });

  test("is known by its owner before any store knows of it", async () => {
    const stream = make();
    expect(await stream.conversationsOf(turn.ownerId)).toEqual([]);
    await accept(stream, 1);
    expect(await stream.conversationsOf(turn.ownerId)).toEqual([turn.conversationId]);
    expect(await stream.conversationsOf("another")).toEqual([]);
    await stream.forgetConversation(turn.conversationId, { letters: true });
    await stream.forgetConversationsOf(turn.ownerId);
    expect(await stream.conversationsOf(turn.ownerId)).toEqual([]);
  });

  test("that runs is no more there for a letter that comes twice", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.forgetConversation(turn.conversationId);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    await stream.forgetConversation(turn.conversationId);
    expect(await readSeqs(stream)).toEqual([1]);
    await stream.pass(11);
    expect(await stream.read({ ...turn, after: 0 })).toBeNull();
  });

  test("takes what a runner had put back that Redis had lost", async () => {
    const stream = make();
    const lone = buildTurnKey({ turnId: "turn-9" });
    await end(stream, lone);
    await stream.forgetConversation(turn.conversationId);
    expect(await stream.read({ ...lone, after: 0 })).toBeNull();
  });
});
