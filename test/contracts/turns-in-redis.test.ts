import { randomUUID } from "node:crypto";
import http, { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { createSubscriber } from "#shared/adapters/redis/redis-client.ts";
import { outboxKey, redisDirtyMark } from "#shared/adapters/redis/redis-dirty-mark.ts";
import { redisTurnBroadcast } from "#shared/adapters/redis/turns/redis-turn-broadcast.ts";
import type { Listener } from "#shared/ports/turn-stream.ts";
import { buildTurnLetter } from "#test/builders/build-turn-letter.ts";
import {
  accept,
  acceptanceOf,
  closesDone,
  closesFailed,
  connectToRedis,
  deltas,
  doneAt,
  errorAt,
  flushOf,
  listKeys,
  makeInRedis,
  query,
  readSeqs,
  secondTurn,
  socketOf,
  toWire,
  turn,
} from "./turn-stream-subject.ts";

const makeStage = () => `contract-${randomUUID()}`;

/** Seconds that each key of a stage has left, by what comes after the stage's name. */
async function readLives(stage: string): Promise<Record<string, number>> {
  const lives: Record<string, number> = {};
  for (const key of await listKeys(stage)) {
    // The one mark of a stage stays.
    if (key === outboxKey(stage)) continue;
    lives[key.slice(`aimi:${stage}:`.length)] = await connectToRedis().ttl(key);
  }
  return lives;
}

const about = (seconds: number) => expect.toSatisfy((life: number) => life <= seconds && life > seconds - 60);

test("each key of a turn ends by itself", async () => {
  const stage = makeStage();
  const stream = makeInRedis(stage);
  await accept(stream, 1, "a");
  await accept(stream, 2);
  await accept(stream, 3);
  await stream.open(turn, query);
  await stream.resume({ ...turn, after: 0, ...socketOf("a") });
  await stream.cancel(turn);
  await stream.flush(flushOf({ frames: deltas(1, 1) }));
  expect(await readLives(stage)).toEqual({
    "turn:turn-1": about(86_400),
    "turn:turn-1:frames": about(86_400),
    "turn:turn-1:seen": about(604_800),
    "turn:turn-2:seen": about(604_800),
    "turn:turn-3:seen": about(604_800),
    "turn:turn-1:heard": about(86_400),
    "turn:turn-2": about(86_400),
    "turn:turn-3": about(86_400),
    "conversation:conversation-1:unbegun": about(86_400),
    "conversation:conversation-1:listeners": about(7_200),
    "conversation:conversation-1:turns": about(604_800),
    [`owner:${turn.ownerId}:conversations`]: about(604_800),
    "conversation:conversation-1:running": about(86_400),
  });

  const said = [{ id: "1", role: "user" as const, name: null, content: "Hello", createdAt: 1 }];
  await stream.flush(flushOf({ frames: [doneAt(2)], closes: { status: "done", said } }));
  await stream.open(secondTurn, query);
  await stream.flush(flushOf({ turn: secondTurn, frames: [errorAt(1)], closes: closesFailed }));
  await stream.flush(
    flushOf({ turn: secondTurn, served: [{ connectionId: "a", after: 1, round: "" }], frames: [errorAt(1)] }),
  );
  expect(await readLives(stage)).toEqual({
    "turn:turn-1:seen": about(604_800),
    "turn:turn-2:seen": about(604_800),
    "turn:turn-2:telling": about(6),
    "turn:turn-3:seen": about(604_800),
    "turn:turn-1": about(600),
    "turn:turn-1:frames": about(600),
    "turn:turn-1:heard": about(600),
    "turn:turn-2": about(86_400),
    "turn:turn-2:frames": about(600),
    "turn:turn-2:heard": about(600),
    "turn:turn-3": about(86_400),
    "conversation:conversation-1:unbegun": about(86_400),
    "conversation:conversation-1:listeners": about(7_200),
    "conversation:conversation-1:turns": about(604_800),
    [`owner:${turn.ownerId}:conversations`]: about(604_800),
    "conversation:conversation-1:session": about(600),
  });
});

test("a conversation that is erased leaves no key of its turns", async () => {
  const stage = makeStage();
  const stream = makeInRedis(stage);
  await accept(stream, 1, "a");
  await stream.open(turn, query);
  const said = [{ id: "1", role: "user" as const, name: null, content: "Hello", createdAt: 1 }];
  await stream.flush(flushOf({ frames: [...deltas(1, 2), doneAt(3)], closes: { status: "done", said } }));
  await stream.forgetConversation(turn.conversationId);
  await stream.forgetConversationsOf(turn.ownerId);
  expect(Object.keys(await readLives(stage))).toEqual(["conversation:conversation-1:listeners"]);
});

test("what a person said is gone from a turn's record once its runner has it", async () => {
  const stage = makeStage();
  const stream = makeInRedis(stage);
  await stream.accept(acceptanceOf({ letter: buildTurnLetter({ text: "sentinel" }) }));
  const readRecord = () => connectToRedis().hgetall<Record<string, string>>(`aimi:${stage}:turn:turn-1`);
  expect(JSON.stringify(await readRecord())).toContain("sentinel");
  await stream.open(turn, query);
  expect(JSON.stringify(await readRecord())).not.toContain("sentinel");
});

test("who opens a turn has the outbox looked at, however long ago it was accepted", async () => {
  const stage = makeStage();
  const mark = redisDirtyMark(connectToRedis(), stage);
  await mark.clear("unknown");
  await makeInRedis(stage).open(turn, query);
  expect(await mark.read(Date.now())).toBeTypeOf("number");
});

test("each call is one command", async () => {
  const stream = makeInRedis();
  const fetched = vi.spyOn(http, "request");
  const calls = [
    () => stream.accept(acceptanceOf({ connectionId: "a" })),
    () => stream.open(turn, query),
    () => stream.takeOver(turn, 2),
    () => stream.flush(flushOf({ fence: 2, frames: deltas(1, 3) })),
    () => stream.restore({ turn, fence: 2, frames: deltas(1, 4).map(toWire), listeners: [], isAnew: false }),
    () => stream.resume({ ...turn, after: 0, ...socketOf("a") }),
    () => stream.watch({ ...turn, ...socketOf("a") }),
    () => stream.cancel(turn),
    () => stream.read({ ...turn, after: 0 }),
    () => stream.forgetSession(turn.conversationId),
    () => stream.forgetConversation(turn.conversationId),
  ];
  for (const [at, call] of calls.entries()) {
    await call();
    expect(fetched).toHaveBeenCalledTimes(at + 1);
  }
});

test("a turn of 2,000 frames with 50 sockets is kept, served and restored whole", async () => {
  const stream = makeInRedis();
  for (let at = 0; at < 50; at++) await stream.watch({ ...turn, ...socketOf(`socket-${at}`) });
  await stream.open(turn, query);
  let served: Listener[] = [];
  for (let from = 1; from < 2_000; from += 50) {
    const flushed = await stream.flush(flushOf({ frames: deltas(from, from + 49), served }));
    if (flushed.outcome !== "written") throw new Error(flushed.outcome);
    expect(flushed.listeners).toHaveLength(50);
    served = flushed.listeners.map((listener) => ({ ...listener, after: from + 49 }));
  }
  const all = Array.from({ length: 2_000 }, (_, at) => at + 1);
  expect(await readSeqs(stream)).toEqual(all);
  await stream.lose();
  await stream.restore({
    turn,
    fence: 1,
    frames: deltas(1, 2_000).map(toWire),
    listeners: [],
    isAnew: false,
  });
  expect(await readSeqs(stream)).toEqual(all);
  expect(await stream.flush(flushOf({ frames: [doneAt(2_001)], closes: closesDone }))).toMatchObject({
    outcome: "written",
  });
});

test("stages do not meet", async () => {
  const [stream, other] = [makeInRedis(), makeInRedis()];
  await accept(stream, 1, "a");
  expect(await accept(other, 1, "b")).toMatchObject({ outcome: "accepted", listeners: [] });
});

/** Answers subscriptions as it is told to. */
async function startServer(answer: Parameters<typeof createServer>[1]) {
  const server = createServer(answer!);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const redis = createSubscriber({ url: `http://127.0.0.1:${port}`, token: "token" });
  return {
    broadcast: redisTurnBroadcast(redis, "test", 200),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("listening is refused where the server refuses it, is away, or says nothing in time", async () => {
  await using refusing = await startServer((_request, response) => {
    response.writeHead(401).end(JSON.stringify({ error: "WRONGPASS" }));
  });
  await expect(refusing.broadcast.listen("turn-1", () => {})).rejects.toThrow("WRONGPASS");
  const left = Promise.withResolvers<void>();
  await using silent = await startServer((request) => {
    request.socket.once("close", () => left.resolve());
  });
  await expect(silent.broadcast.listen("turn-1", () => {})).rejects.toThrow("in time");
  await left.promise;
  const away = createSubscriber({ url: "http://127.0.0.1:1", token: "token" });
  await expect(redisTurnBroadcast(away, "test", 5_000).listen("turn-1", () => {})).rejects.toThrow();
});

test("closing ends the stream, and a stream that breaks ends in silence", async () => {
  const left: string[] = [];
  await using server = await startServer((request, response) => {
    const channel = request.url!.split("/").at(-1)!;
    response.once("close", () => left.push(channel));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: subscribe,${channel},1\n\n`);
    if (channel.endsWith("broken")) setTimeout(() => response.destroy(), 20);
  });
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  const heard: unknown[] = [];
  const broken = await server.broadcast.listen("broken", (frame) => heard.push(frame));
  await expect.poll(() => left).toEqual(["aimi:test:turn:broken"]);
  await broken.close();
  const open = await server.broadcast.listen("open", (frame) => heard.push(frame));
  await open.close();
  await expect.poll(() => left).toHaveLength(2);
  expect(heard).toEqual([]);
  quiet.mockRestore();
});
