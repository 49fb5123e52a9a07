import { describe, expect, test } from "vitest";
import { encodeFrame } from "#shared/adapters/redis/turns/encode-frame.ts";
import { buildLetter } from "#test/builders/build-letter.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeTurnStream } from "#test/fakes/fake-turn-stream.ts";
import { delta, done, failure } from "#test/fakes/start-fake-socket.ts";
import type { TurnFrame } from "../../ports/turn-frames.ts";
import type { FollowedTurn, Said } from "./follow-turn.ts";
import { followTurn } from "./follow-turn.ts";

const letter = buildLetter();
const { turnId, ownerId } = letter;

async function start() {
  const clock = fakeClock();
  const turnStream = fakeTurnStream({ clock });
  const ports = { turnStream, turnBroadcast: turnStream, log: fakeLog(), pollMs: 20 };
  await turnStream.accept({
    ...{ knock: null, letter, under: null, connectionId: null },
    ...{ listensUntil: null, afterTurnId: null, insists: false },
  });
  await turnStream.open(letter, { model: "m", dimensions: 3, text: "hello" });
  const flush = async (...frames: TurnFrame[]) => {
    const ends = frames.at(-1)?.type;
    const status = ends === "error" ? ("failed" as const) : ("done" as const);
    const closes = ends === "done" || ends === "error" ? { status, said: [] } : null;
    await turnStream.flush({ turn: letter, fence: 1, frames, served: [], gone: [], closes });
  };
  return { ports, turnStream, flush, follow: () => followTurn(ports, { turnId, ownerId, requestId: "r1" }) };
}

const seqsOf = (said: readonly Said[]) => said.map((one) => (one === "anew" ? one : one.seq));
async function hear(followed: FollowedTurn, after = 0): Promise<(number | "anew")[]> {
  return seqsOf(await Array.fromAsync(followed.says(after)));
}

describe("whoever follows a turn", () => {
  test("hears what was said before and what comes, each once and in order, to its end", async () => {
    const { flush, follow } = await start();
    await flush(delta(1, "a"));
    const followed = await follow();
    const hearing = hear(followed);
    await flush(delta(2, "b"), delta(3, "c"));
    await flush(done(4, "abc"));
    expect(await hearing).toEqual([1, 2, 3, 4]);
  });

  test("hears nothing of what it has already", async () => {
    const { flush, follow } = await start();
    await flush(delta(1, "a"), delta(2, "b"), done(3, "ab"));
    expect(await hear(await follow(), 2)).toEqual([3]);
    expect(await hear(await follow(), 3)).toEqual([]);
  });

  test("hears a turn out that ends badly", async () => {
    const { flush, follow } = await start();
    await flush(delta(1, "a"), failure(2));
    expect(await hear(await follow())).toEqual([1, 2]);
  });

  test("reads in the buffer what the broadcast has left out", async () => {
    const { ports, flush, follow } = await start();
    const { listen } = ports.turnBroadcast;
    ports.turnBroadcast = {
      ...ports.turnBroadcast,
      listen: (id, onFrame) => listen(id, (frame) => frame.seq !== 2 && onFrame(frame)),
    };
    const followed = await follow();
    const hearing = hear(followed);
    await flush(delta(1, "a"));
    await flush(delta(2, "b"));
    await flush(delta(3, "c"), done(4, "abc"));
    expect(await hearing).toEqual([1, 2, 3, 4]);
  });

  test("reads the buffer now and then where the broadcast is silent, or never stood", async () => {
    for (const listen of [
      async () => ({ close: async () => undefined }),
      () => Promise.reject(new Error("no subscription")),
    ]) {
      const { ports, flush, follow } = await start();
      ports.turnBroadcast = { ...ports.turnBroadcast, listen };
      const hearing = hear(await follow());
      await flush(delta(1, "a"), done(2, "a"));
      expect(await hearing).toEqual([1, 2]);
    }
  });

  test("goes on where Redis is away for a while", async () => {
    const { ports, turnStream, flush, follow } = await start();
    const followed = await follow();
    turnStream.failing = true;
    const hearing = hear(followed);
    await new Promise((resolve) => setTimeout(resolve, 50));
    turnStream.failing = false;
    await flush(delta(1, "a"), done(2, "a"));
    expect(await hearing).toEqual([1, 2]);
    expect(ports.log.lines[0]).toMatchObject({ level: "warn", what: "turn not read" });
  });

  test("leaves it without ending it", async () => {
    const { turnStream, flush, follow } = await start();
    const followed = await follow();
    const hearing = hear(followed);
    await flush(delta(1, "a"));
    await followed.leave();
    await followed.leave();
    expect((await hearing).length).toBeLessThanOrEqual(1);
    await flush(done(2, "a"));
    expect(await turnStream.read({ ownerId, turnId, after: 1 })).toMatchObject({ closed: true });
  });

  test("hears that a turn begins again whose record was lost, and then all of it", async () => {
    const { turnStream, flush, follow } = await start();
    const said: Said[] = [];
    const followed = await follow();
    const hearing = (async () => {
      for await (const one of followed.says(0)) said.push(one);
    })();
    await flush(delta(1, "a"), delta(2, "b"));
    await expect.poll(() => said.length).toBe(2);
    turnStream.lose();
    await turnStream.open(letter, { model: "m", dimensions: 3, text: "hello" });
    await flush(delta(1, "other"));
    await flush(done(2, "other"));
    await hearing;
    expect(seqsOf(said)).toEqual([1, 2, "anew", 1, 2]);
  });

  test("does not take a turn that is put back for one that begins again", async () => {
    const { turnStream, flush, follow } = await start();
    const said: Said[] = [];
    const followed = await follow();
    const hearing = (async () => {
      for await (const one of followed.says(0)) said.push(one);
    })();
    await flush(delta(1, "a"), delta(2, "b"));
    await expect.poll(() => said.length).toBe(2);
    turnStream.lose();
    await turnStream.restore({
      turn: letter,
      fence: 1,
      frames: [delta(1, "a"), delta(2, "b")].map((frame) => encodeFrame(letter.turnId, frame)),
      listeners: [],
      isAnew: false,
    });
    await flush(done(3, "ab"));
    await hearing;
    expect(seqsOf(said)).toEqual([1, 2, 3]);
  });
});
