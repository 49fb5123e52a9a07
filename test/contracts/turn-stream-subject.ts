import { randomUUID } from "node:crypto";
import { describe, inject } from "vitest";
import { createRedis, createSubscriber } from "#shared/adapters/redis/redis-client.ts";
import { redisRevocations } from "#shared/adapters/redis/redis-front-door.ts";
import { redisQueryVectors } from "#shared/adapters/redis/redis-query-vectors.ts";
import { encodeFrame } from "#shared/adapters/redis/turns/encode-frame.ts";
import { redisTurnBroadcast } from "#shared/adapters/redis/turns/redis-turn-broadcast.ts";
import { redisTurnStream } from "#shared/adapters/redis/turns/redis-turn-stream.ts";
import type { Revocations } from "#shared/ports/front-door.ts";
import type { QueryVectors } from "#shared/ports/query-vectors.ts";
import type { TurnBroadcast } from "#shared/ports/turn-broadcast.ts";
import type { TurnFrame, WireFrame } from "#shared/ports/turn-frames.ts";
import type { Acceptance, Accepted, Flush, TurnStream } from "#shared/ports/turn-stream.ts";
import { buildTurnKey, buildTurnLetter } from "#test/builders/build-turn-letter.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { fakeGate } from "#test/fakes/fake-front-door.ts";
import { fakeQueryVectors } from "#test/fakes/fake-query-vectors.ts";
import { fakeTally } from "#test/fakes/fake-tally.ts";
import { fakeTurnStream } from "#test/fakes/fake-turn-stream.ts";

export interface TurnStreamSubject extends TurnStream, TurnBroadcast {
  readonly revocations: Pick<Revocations, "tell">;
  readonly vectors: Pick<QueryVectors, "keep">;
  /** All that is kept is gone. */
  lose(): Promise<void>;
  now(): number;
  /** What would have ended by then ends now. */
  pass(seconds: number): Promise<void>;
}

const session = { sessionSeconds: 600, sessionMaxMessages: 4 };

function redisAddress() {
  const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = inject("cloud").environment;
  return { url: UPSTASH_REDIS_REST_URL!, token: UPSTASH_REDIS_REST_TOKEN! };
}

export function connectToRedis() {
  return createRedis({ ...redisAddress(), deadlineMs: 20_000 });
}

export async function listKeys(stage: string): Promise<string[]> {
  const [, keys] = await connectToRedis().scan(0, { match: `aimi:${stage}:*`, count: 1_000_000 });
  return keys;
}

function makeFake(): TurnStreamSubject {
  const clock = fakeClock();
  const gate = fakeGate(clock);
  const vectors = fakeQueryVectors();
  const stream = fakeTurnStream({ gate, vectors, clock, ...session });
  return {
    ...stream,
    revocations: gate,
    vectors,
    lose: async () => stream.lose(),
    now: () => clock.now(),
    pass: async (seconds) => clock.advance(seconds * 1_000),
  };
}

export function makeInRedis(stage = `contract-${randomUUID()}`): TurnStreamSubject {
  const redis = connectToRedis();
  const clock = fakeClock();
  return {
    ...redisTurnStream(redis, { stage, ...session }, clock),
    ...redisTurnBroadcast(createSubscriber(redisAddress()), stage, 20_000),
    revocations: redisRevocations(redis, stage, clock),
    vectors: redisQueryVectors(redis, stage, fakeTally()),
    async lose() {
      for (const key of await listKeys(stage)) await redis.del(key);
    },
    now: () => clock.now(),
    async pass(seconds) {
      clock.advance(seconds * 1_000);
      for (const key of await listKeys(stage)) if ((await redis.ttl(key)) <= seconds) await redis.del(key);
    },
  };
}

export function describeTurnStream(what: string, tests: (make: () => TurnStreamSubject) => void): void {
  describe(`${what} in the fake`, () => tests(makeFake));
  describe(`${what} in Redis`, () => tests(makeInRedis));
}

export function acceptanceOf(given: Partial<Acceptance> = {}): Acceptance {
  const door = { knock: null, connectionId: null, listensUntil: null, afterTurnId: null, insists: true };
  return { ...door, letter: buildTurnLetter(), under: null, ...given };
}

/** An Idempotency-Key, and what was asked under it. */
export const underKey = (requestHash: string, name = "key") => ({ name, requestHash });

export const turn = buildTurnKey();
export const secondTurn = buildTurnKey({ turnId: "turn-2" });
export const query = { model: "m", dimensions: 3, text: "Hello" };

/** A socket, which may hear until its token ends, if one does. */
export function socketOf(connectionId: string, listensUntil: number | null = null) {
  return { connectionId, listensUntil };
}

/** Accepts the turn of a number, by a socket or none. */
export function accept(
  stream: TurnStream,
  number: number,
  connectionId: string | null = null,
  listensUntil: number | null = null,
) {
  const letter = buildTurnLetter({ turnId: `turn-${number}`, text: `Text ${number}` });
  return stream.accept(acceptanceOf({ letter, connectionId, listensUntil })) as Promise<
    Extract<Accepted, { outcome: "accepted" | "known" }>
  >;
}

export function deltas(from: number, to: number): TurnFrame[] {
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    type: "delta",
    seq: from + at,
    text: `word ${from + at} `,
  }));
}

/** As they were said, for what puts them back. */
export const toWire = (frame: TurnFrame): WireFrame => encodeFrame(turn.turnId, frame);

export function doneAt(seq: number): TurnFrame {
  return {
    type: "done",
    seq,
    messageId: "message",
    text: "all",
    finishReason: "stop",
    memories: [],
    usage: { model: "m", promptTokens: 1, completionTokens: 1, costMicros: 0 },
  };
}

export function errorAt(seq: number): TurnFrame {
  return { type: "error", seq, error: { code: "internal", message: "failed", request_id: "r" } };
}

export function flushOf(given: Partial<Flush> = {}): Flush {
  return { turn, fence: 1, frames: [], served: [], gone: [], closes: null, ...given };
}

export const closesDone = { status: "done", said: [] } as const;
export const closesFailed = { status: "failed", said: [] } as const;

export const seqsOf = (frames: readonly { readonly seq: number }[]) => frames.map(({ seq }) => seq);

/** Seqs of what is kept of a turn. */
export async function readSeqs(stream: TurnStream, { turnId, ownerId } = turn): Promise<number[] | null> {
  const read = await stream.read({ ownerId, turnId, after: 0 });
  return read && seqsOf(read.frames);
}

/** Who listens to a turn, as its next flush says. */
export async function listenersOf(stream: TurnStream, given: Partial<Flush> = {}) {
  const flushed = await stream.flush(flushOf(given));
  if (flushed.outcome !== "written") throw new Error(flushed.outcome);
  return flushed.listeners.toSorted((a, b) => a.connectionId.localeCompare(b.connectionId));
}

export async function heardBy(stream: TurnStream, given: Partial<Flush> = {}) {
  const listeners = await listenersOf(stream, given);
  return Object.fromEntries(listeners.map(({ connectionId, after }) => [connectionId, after]));
}
