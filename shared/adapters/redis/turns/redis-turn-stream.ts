import { randomUUID } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { Clock } from "../../../ports/clock.ts";
import type { TurnFrame } from "../../../ports/turn-frames.ts";
import type { Listener, Silenced, TurnKey, TurnStream } from "../../../ports/turn-stream.ts";
import { systemClock } from "../../system/system-clock.ts";
import { toKnockCall } from "../knock-call.ts";
import { outboxKey } from "../redis-dirty-mark.ts";
import { decodeKept, queryVectorKey } from "../redis-query-vectors.ts";
import { encodeFrame } from "./encode-frame.ts";
import { conversationsKey, keyPrefix, listKeys, tellingKey } from "./keys.ts";
import {
  type AcceptAnswer,
  type FlushAnswer,
  packLetter,
  packSaid,
  type ReadAnswer,
  type ResumeAnswer,
  toAccepted,
  toFlushed,
  toReadTurn,
  toResumed,
  unpackFrame,
  unpackSaid,
} from "./turn-answers.ts";
import { turnScripts } from "./turn-scripts.ts";

export interface TurnStreamOptions {
  readonly stage: string;
  /** How long the session's buffer outlives the last turn. */
  readonly sessionSeconds: number;
  readonly sessionMaxMessages: number;
}

interface Call {
  readonly turn?: string;
  readonly conversation?: string;
  readonly [more: string]: unknown;
}

/** API Gateway closes every socket after two hours. */
const longestConnectionMs = 7_200_000;

export function redisTurnStream(
  redis: Redis,
  options: TurnStreamOptions,
  clock: Clock = systemClock,
): TurnStream {
  const { stage, sessionSeconds, sessionMaxMessages } = options;
  const run = <Answer>(
    verb: keyof typeof turnScripts,
    call: Call,
    keys: string[] = [],
    args: string[] = [],
  ) =>
    redis.eval<string[], Answer>(
      turnScripts[verb],
      [...keys, ...listKeys(stage, call)],
      [...args, JSON.stringify({ prefix: keyPrefix(stage), now: clock.now(), ...call })],
    );
  const endOf = (listensUntil: number | null) =>
    Math.min(listensUntil ?? Number.POSITIVE_INFINITY, clock.now() + longestConnectionMs);

  return {
    async accept({ knock, letter, under, connectionId, listensUntil, afterTurnId, insists }) {
      const { keys, args } = knock ? toKnockCall(stage, knock) : { keys: [], args: [] };
      const call = {
        turn: letter.turnId,
        owner: letter.ownerId,
        conversation: letter.conversationId,
        name: letter.clientConversationId,
        letter: packLetter(letter),
        under: under?.name,
        hash: under?.requestHash,
        connection: connectionId ?? undefined,
        ends: endOf(listensUntil),
        after: afterTurnId ?? undefined,
        insists,
        knock_keys: keys.length,
      };
      return toAccepted(await run<AcceptAnswer>("accept", call, keys, args));
    },

    async open(turn, query) {
      const keys = [queryVectorKey(stage, query), outboxKey(stage)];
      const call = { ...toTurn(turn), session_seconds: sessionSeconds };
      const answer = await run<[string[], string, number]>("open", call, keys);
      const [session, vector, stop] = answer;
      return {
        session: session.length === 0 ? null : session.map(unpackSaid),
        vector: decodeKept(vector, query.dimensions),
        stopAsked: stop === 1,
      };
    },

    async takeOver(turn, fence) {
      const answer = await run<[] | [number, string[]]>("takeOver", { ...toTurn(turn), fence });
      if (answer.length === 0) return null;
      const [ended, frames] = answer;
      return { frames: frames.map(unpackFrame), closed: ended === 1 };
    },

    async flush({ turn, fence, frames, served, gone, closes }) {
      const call = {
        ...toTurn(turn),
        fence,
        first: frames[0]?.seq ?? 0,
        served: served.map(toHeard),
        gone,
        closes: closes?.status,
        said: closes?.said.map(packSaid),
        session_seconds: sessionSeconds,
        session_length: sessionMaxMessages,
      };
      return toFlushed(await run<FlushAnswer>("flush", call, [], toJson(turn, frames)));
    },

    async told(turnId) {
      await redis.del(tellingKey(stage, turnId));
    },

    async restore({ turn, fence, frames, listeners, isAnew }) {
      const first = frames[0]?.seq ?? 0;
      const heard = listeners.map((one) => [...toHeard(one), endOf(one.listensUntil)]);
      const call = { ...toTurn(turn), fence, first, listeners: heard, anew: isAnew };
      const bodies = frames.map(({ body }) => JSON.stringify(body));
      return { outcome: await run<Silenced | "restored">("restore", call, [], bodies) };
    },

    async resume({ ownerId, turnId, after, connectionId, listensUntil }) {
      const call = {
        owner: ownerId,
        turn: turnId,
        after,
        connection: connectionId,
        ends: endOf(listensUntil),
        round: randomUUID(),
      };
      return toResumed(await run<ResumeAnswer>("resume", call));
    },

    async watch({ conversationId, connectionId, listensUntil, isTold: told }) {
      const socket = { connection: connectionId, ends: endOf(listensUntil) };
      const call = { conversation: conversationId, ...socket, told };
      const isNew = await run<number>("watch", call);
      return { isNewListener: isNew === 1 };
    },

    async cancel({ ownerId, turnId }) {
      return await run<"asked" | "closed" | "unknown">("cancel", { owner: ownerId, turn: turnId });
    },

    async read({ ownerId, turnId, after }) {
      return toReadTurn(await run<ReadAnswer>("read", { owner: ownerId, turn: turnId, after }));
    },

    async activityOf(conversation) {
      const [running, last = ""] = await run<[number, string?]>("activity", { conversation });
      if (running === 1) return "running";
      return last === "" ? null : unpackSaid(last).createdAt;
    },

    async forgetSession(conversation) {
      await run("forget", { conversation });
    },

    async conversationsOf(ownerId) {
      return await redis.zrange<string[]>(conversationsKey(stage, ownerId), 0, -1);
    },

    async forgetConversationsOf(ownerId) {
      await redis.del(conversationsKey(stage, ownerId));
    },

    async forgetConversation(conversation, { letters } = { letters: false }) {
      await run("forget", { conversation, erases: true, letters });
    },
  };
}

function toTurn({ turnId, ownerId, conversationId, clientConversationId, attempt }: TurnKey) {
  return {
    turn: turnId,
    owner: ownerId,
    conversation: conversationId,
    name: clientConversationId,
    attempt,
  };
}

function toHeard({ connectionId, after, round }: Listener) {
  return [connectionId, after, round];
}

function toJson({ turnId }: TurnKey, frames: readonly TurnFrame[]): string[] {
  return frames.map((frame) => JSON.stringify(encodeFrame(turnId, frame).body));
}
