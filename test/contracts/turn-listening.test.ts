import { expect, test } from "vitest";
import type { WireFrame } from "#shared/ports/turn-frames.ts";
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
  heardBy,
  listenersOf,
  query,
  secondTurn,
  seqsOf,
  socketOf,
  toWire,
  turn,
} from "./turn-stream-subject.ts";

const stranger = { ...turn, ownerId: "owner-ben" };

describeTurnStream("resuming a turn", (make) => {
  test("knows no turn that was never there, nor another owner's", async () => {
    const stream = make();
    expect(await stream.resume({ ...turn, after: 0, ...socketOf("a") })).toEqual({ outcome: "unknown" });
    await accept(stream, 1);
    expect(await stream.resume({ ...stranger, after: 0, ...socketOf("a") })).toEqual({ outcome: "unknown" });
    expect(await accept(stream, 2)).toMatchObject({ listeners: [] });
  });

  test("makes its socket hear the running turn from there, and the conversation from then on", async () => {
    const stream = make();
    await accept(stream, 1);
    const listening = { outcome: "listening", conversationId: "conversation-1" };
    const resume = (after: number) => stream.resume({ ...turn, after, ...socketOf("a") });
    expect(await resume(0)).toEqual({ ...listening, isNewListener: true });
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 9) }));
    expect(await resume(5)).toEqual({ ...listening, isNewListener: false });
    expect(await heardBy(stream)).toEqual({ a: 5 });
    await stream.open(secondTurn, query);
    expect(await heardBy(stream, { turn: secondTurn })).toEqual({ a: 0 });
  });

  test("brings a socket to a turn that it had sent again without hearing it", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await accept(stream, 1, "a");
    expect(await heardBy(stream, { frames: deltas(1, 3) })).toEqual({});
    expect(await stream.resume({ ...turn, after: 2, ...socketOf("a") })).toMatchObject({
      outcome: "listening",
      isNewListener: false,
    });
    expect(await heardBy(stream)).toEqual({ a: 2 });
  });

  test("gives exactly what is missing of a turn that has ended, from any seq, for ten minutes", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [...deltas(1, 4), doneAt(5)], closes: closesDone }));
    for (let after = 0; after <= 6; after++) {
      const resumed = await stream.resume({ ...turn, after, ...socketOf(`socket-${after}`) });
      if (resumed.outcome !== "closed") throw new Error(resumed.outcome);
      expect(resumed).toMatchObject({ conversationId: "conversation-1", isNewListener: true });
      expect(seqsOf(resumed.frames)).toEqual([1, 2, 3, 4, 5].slice(after));
    }
    const far = { ...turn, after: Number.MAX_SAFE_INTEGER, ...socketOf("far") };
    expect(await stream.resume(far)).toMatchObject({ frames: [] });
    await stream.pass(601);
    expect(await stream.resume({ ...turn, after: 0, ...socketOf("a") })).toEqual({ outcome: "unknown" });
  });

  test("gives the error of a turn that failed", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    expect(await stream.resume({ ...turn, after: 0, ...socketOf("a") })).toMatchObject({
      outcome: "closed",
      frames: [{ seq: 1, body: { type: "chat.error", turn_id: "turn-1", error: { code: "internal" } } }],
    });
  });
});

describeTurnStream("watching a conversation", (make) => {
  const watch = (stream: ReturnType<typeof make>, connectionId: string) =>
    stream.watch({ conversationId: turn.conversationId, ...socketOf(connectionId) });

  test("makes a socket hear the running turn from its start, and those that come", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: deltas(1, 3) }));
    expect(await watch(stream, "a")).toEqual({ isNewListener: true });
    expect(await watch(stream, "a")).toEqual({ isNewListener: false });
    expect(await heardBy(stream)).toEqual({ a: 0 });
    await stream.open(secondTurn, query);
    expect(await heardBy(stream, { turn: secondTurn })).toEqual({ a: 0 });
    const other = buildTurnKey({ turnId: "turn-3", conversationId: "conversation-2" });
    await stream.open(other, query);
    expect(await heardBy(stream, { turn: other })).toEqual({});
  });

  test("says of turns that were accepted before that nobody has told the socket, of later ones not", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await stream.open(turn, query);
    await accept(stream, 2, "a");
    await watch(stream, "b");
    await accept(stream, 3, "a");
    for (const [number, round] of [
      [1, "watch"],
      [2, "watch"],
      [3, ""],
    ] as const) {
      const key = buildTurnKey({ turnId: `turn-${number}` });
      await stream.open(key, query);
      expect(await listenersOf(stream, { turn: key })).toEqual([
        { connectionId: "a", after: 0, round: "" },
        { connectionId: "b", after: 0, round },
      ]);
    }
  });

  test("leaves it to the door of a message that is sent again before it is begun", async () => {
    const stream = make();
    await accept(stream, 1, "a");
    await watch(stream, "b");
    await watch(stream, "c");
    expect(await accept(stream, 1, "c")).toMatchObject({ outcome: "known" });
    await stream.open(turn, query);
    expect(await listenersOf(stream)).toEqual([
      { connectionId: "a", after: 0, round: "" },
      { connectionId: "b", after: 0, round: "told" },
      { connectionId: "c", after: 0, round: "told" },
    ]);
  });

  test("leaves the place of a socket that hears already", async () => {
    const stream = make();
    await stream.open(turn, query);
    await watch(stream, "a");
    await stream.flush(flushOf({ served: [{ connectionId: "a", after: 3, round: "watch" }] }));
    await watch(stream, "a");
    expect(await heardBy(stream)).toEqual({ a: 3 });
  });

  test("brings a socket to the turn that it had sent again without hearing it", async () => {
    const stream = make();
    await accept(stream, 1);
    await stream.open(turn, query);
    await accept(stream, 1, "a");
    expect(await watch(stream, "a")).toEqual({ isNewListener: false });
    expect(await heardBy(stream)).toEqual({ a: 0 });
  });
});

describeTurnStream("asking a turn to stop", (make) => {
  test("is for its owner alone, and for what has not ended", async () => {
    const stream = make();
    expect(await stream.cancel(turn)).toBe("unknown");
    await accept(stream, 1);
    expect(await stream.cancel(stranger)).toBe("unknown");
    expect(await stream.open(turn, query)).toMatchObject({ stopAsked: false });
    expect(await stream.cancel(turn)).toBe("asked");
    expect(await stream.cancel(turn)).toBe("asked");
    await stream.flush(flushOf({ frames: [errorAt(1)], closes: closesFailed }));
    expect(await stream.cancel(turn)).toBe("closed");
  });
});

describeTurnStream("reading a turn", (make) => {
  test("gives what is there after a seq, to its owner", async () => {
    const stream = make();
    expect(await stream.read({ ...turn, after: 0 })).toBeNull();
    await accept(stream, 1);
    const known = { clientConversationId: "c-1", attempt: 1 };
    expect(await stream.read({ ...turn, after: 0 })).toEqual({ ...known, frames: [], closed: false });
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [...deltas(1, 2), doneAt(3)], closes: closesDone }));
    expect(await stream.read({ ...stranger, after: 0 })).toBeNull();
    expect(await stream.read({ ...turn, after: 2 })).toMatchObject({
      ...known,
      closed: true,
      frames: [{ seq: 3, body: { type: "chat.done" } }],
    });
  });
});

describeTurnStream("listening to what a runner publishes", (make) => {
  const listen = async (stream: ReturnType<typeof make>, turnId = turn.turnId) => {
    const frames: WireFrame[] = [];
    const { close } = await stream.listen(turnId, (frame) => frames.push(frame));
    return { frames, close };
  };

  test("hears each frame of its turn once, in order, as it is kept", async () => {
    const stream = make();
    const { frames, close } = await listen(stream);
    const other = await listen(stream, secondTurn.turnId);
    await stream.open(turn, query);
    await stream.flush(flushOf({ frames: [{ type: "delta", seq: 1, text: 'Grüße, 🦊\n "x"\u2028' }] }));
    await stream.flush(flushOf({ frames: [{ type: "delta", seq: 1, text: "again" }, ...deltas(2, 40)] }));
    await stream.flush(flushOf({ frames: [doneAt(41)], closes: closesDone }));
    await expect.poll(() => frames.length, { timeout: 60_000 }).toBe(41);
    expect(frames).toEqual((await stream.read({ ...turn, after: 0 }))?.frames);
    expect(other.frames).toEqual([]);
    await Promise.all([close(), other.close()]);
  });

  test("hears again what is restored, but not what is refused", async () => {
    const stream = make();
    const { frames, close } = await listen(stream);
    await stream.restore({ turn, fence: 2, frames: deltas(1, 2).map(toWire), listeners: [], isAnew: false });
    await stream.flush(flushOf({ fence: 1, frames: deltas(3, 3) }));
    await stream.flush(flushOf({ fence: 2, frames: deltas(3, 3) }));
    await expect.poll(() => frames.length, { timeout: 60_000 }).toBe(3);
    expect(seqsOf(frames)).toEqual([1, 2, 3]);
    await close();
  });

  test("hears nothing any more once it is closed, while others do", async () => {
    const stream = make();
    const [first, second] = [await listen(stream), await listen(stream)];
    await stream.open(turn, query);
    await first.close();
    await stream.flush(flushOf({ frames: deltas(1, 1) }));
    await expect.poll(() => second.frames.length, { timeout: 60_000 }).toBe(1);
    expect(first.frames).toEqual([]);
    await second.close();
  });
});
