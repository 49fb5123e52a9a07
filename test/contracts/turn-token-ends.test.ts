import { expect, test } from "vitest";
import type { TurnStream } from "#shared/ports/turn-stream.ts";
import {
  accept,
  deltas,
  describeTurnStream,
  flushOf,
  heardBy,
  query,
  socketOf,
  toWire,
  turn,
} from "./turn-stream-subject.ts";

const tenMinutes = 600_000;

const ways: Record<string, (stream: TurnStream, ends: number) => Promise<unknown>> = {
  "sends a message": (stream, ends) => accept(stream, 1, "a", ends),
  "resumes a turn": async (stream, ends) => {
    await stream.open(turn, query);
    await stream.resume({ ...turn, after: 0, ...socketOf("a", ends) });
  },
  "watches a conversation": (stream, ends) => stream.watch({ ...turn, ...socketOf("a", ends) }),
  "is known from elsewhere": (stream, ends) =>
    stream.restore({
      ...{ turn, fence: 1, frames: deltas(1, 1).map(toWire) },
      listeners: [{ ...socketOf("a", ends), after: 0, round: "" }],
      isAnew: false,
    }),
};

describeTurnStream("a socket whose token ends", (make) => {
  test.each(Object.entries(ways))(
    "and that %s is a listener until then, and no longer",
    async (_how, listen) => {
      const stream = make();
      await listen(stream, stream.now() + tenMinutes);
      await stream.watch({ ...turn, ...socketOf("key") });
      await stream.open(turn, query);
      await stream.pass(599);
      expect(await heardBy(stream, { frames: deltas(1, 2) })).toEqual({ a: 0, key: 0 });
      const { listeners } = await accept(stream, 2);
      expect(listeners.toSorted()).toEqual(["a", "key"]);
      await stream.pass(1);
      expect(await heardBy(stream, { frames: deltas(3, 4) })).toEqual({ key: 0 });
      expect(await accept(stream, 3)).toMatchObject({ listeners: ["key"] });
    },
  );

  test("is not named to a message that comes after it, though no turn has run since", async () => {
    const stream = make();
    await stream.watch({ ...turn, ...socketOf("a", stream.now() + tenMinutes) });
    await stream.pass(600);
    expect(await accept(stream, 1)).toMatchObject({ listeners: [] });
  });

  test("listens until the latest end that it came with", async () => {
    const stream = make();
    const from = stream.now();
    await stream.open(turn, query);
    for (const minutes of [10, 15, 5]) {
      await stream.watch({ ...turn, ...socketOf("a", from + minutes * 60_000) });
    }
    await stream.pass(899);
    expect(await heardBy(stream)).toEqual({ a: 0 });
    await stream.pass(1);
    expect(await heardBy(stream)).toEqual({});
  });

  test("is a new listener when it comes again, and goes on from where it was", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.watch({ ...turn, ...socketOf("a", stream.now() + tenMinutes) });
    const served = [{ connectionId: "a", after: 2, round: "watch" }];
    await stream.flush(flushOf({ frames: deltas(1, 3), served }));
    await stream.pass(600);
    const later = socketOf("a", stream.now() + tenMinutes);
    expect(await stream.watch({ ...turn, ...later })).toEqual({ isNewListener: true });
    expect(await heardBy(stream)).toEqual({ a: 2 });
  });

  test("never listens longer than a socket may be open", async () => {
    const stream = make();
    await stream.open(turn, query);
    await stream.watch({ ...turn, ...socketOf("a", stream.now() + 30 * tenMinutes) });
    await stream.watch({ ...turn, ...socketOf("key") });
    await stream.pass(7_199);
    await stream.watch({ ...turn, ...socketOf("b") });
    expect(await heardBy(stream)).toEqual({ a: 0, b: 0, key: 0 });
    await stream.pass(1);
    expect(await heardBy(stream)).toEqual({ b: 0 });
  });
});
