import { encodeFrame } from "#shared/adapters/redis/turns/encode-frame.ts";
import type { Clock } from "#shared/ports/clock.ts";
import type { Gate } from "#shared/ports/front-door.ts";
import type { QueryVectors } from "#shared/ports/query-vectors.ts";
import type { TurnBroadcast } from "#shared/ports/turn-broadcast.ts";
import type { WireFrame } from "#shared/ports/turn-frames.ts";
import type { Letter } from "#shared/ports/turn-queue.ts";
import {
  type Acceptance,
  type Flush,
  type TurnKey,
  type TurnStream,
  watchRound,
} from "#shared/ports/turn-stream.ts";
import { fakeClock } from "./fake-clock.ts";
import { fakeGate } from "./fake-front-door.ts";
import { fakeQueryVectors } from "./fake-query-vectors.ts";
import { type FakeTurn, type FakeTurnsInRedis, fakeTurnsInRedis } from "./fake-turns-in-redis.ts";

const longestTellingMs = 6_000;
const longestWaitMs = 5_000;

export interface FakeTurnStream extends TurnStream, TurnBroadcast {
  /** While true, every call rejects, as when Redis is away. */
  failing: boolean;
  /** As a Redis that starts anew, empty. Who listens to the channels goes on listening. */
  lose(): void;
}

export interface FakeTurnStreamOptions {
  readonly gate?: Gate;
  readonly vectors?: Pick<QueryVectors, "find">;
  readonly clock?: Clock;
  readonly sessionMaxMessages?: number;
  readonly sessionSeconds?: number;
}

export function fakeTurnStream({
  gate = fakeGate(),
  vectors = fakeQueryVectors(),
  clock = fakeClock(),
  sessionMaxMessages = 30,
  sessionSeconds = 600,
}: FakeTurnStreamOptions = {}): FakeTurnStream {
  const channels = new Map<string, Set<(frame: WireFrame) => void>>();
  let turns: FakeTurnsInRedis = fakeTurnsInRedis(clock);
  let rounds = 0;

  const refuseIfFailing = () => {
    if (fake.failing) throw new Error("no answer");
  };
  const publish = (turnId: string, frame: WireFrame) => {
    for (const onFrame of channels.get(turnId) ?? []) onFrame(frame);
  };
  const append = (record: FakeTurn, turnId: string, frames: readonly WireFrame[]) => {
    for (const frame of frames.filter(({ seq }) => seq > record.last)) {
      record.frames.push(frame);
      record.last = frame.seq;
      publish(turnId, frame);
    }
  };
  const listenersOf = ({ conversationId }: TurnKey, record: FakeTurn) =>
    [...turns.conversation(conversationId).listeners.keys()].flatMap((connectionId) => {
      const { after, round } = record.heard.get(connectionId) ?? { after: 0, round: "" };
      return after === "not" ? [] : [{ connectionId, after, round }];
    });

  const fake: FakeTurnStream = {
    failing: false,

    lose() {
      turns = fakeTurnsInRedis(clock);
    },

    async accept({ knock, letter, under, connectionId, listensUntil, afterTurnId, insists }) {
      refuseIfFailing();
      const knocked = knock && (await gate.knock(knock));
      const passes = knock?.rates.every(({ perMinute }, at) => knocked!.used[at]! <= perMinute) ?? true;
      if (knocked && (knocked.verdict !== "welcome" || !passes))
        return { outcome: "refused", knock: knocked };
      if (under && turns.askedUnder(letter.ownerId, under) !== under.requestHash)
        return { outcome: "mismatch", knock: knocked };
      const known = turns.find(letter.turnId);
      const isAnew = !known || known.status === "failed";
      const isEarly = afterTurnId !== null && !turns.find(afterTurnId) && !turns.seen.has(afterTurnId);
      const isBeingTold = clock.now() < (turns.tellingUntil.get(letter.turnId) ?? 0);
      if (isAnew && !insists && (isEarly || isBeingTold) && mustWait(letter.turnId)) {
        return { outcome: "waits", knock: knocked };
      }
      const record = isAnew ? takeIn(letter, known) : known;
      const conversation = turns.conversation(record.conversationId);
      const place = conversation.unbegun.indexOf(letter.turnId);
      const before = place < 0 ? [] : conversation.unbegun.slice(0, place + 1);
      const listeners = [...conversation.listeners.keys()].filter((id) => id !== connectionId);
      if (isAnew && record.attempt > 1) {
        for (const id of [connectionId ?? [], listeners].flat()) {
          record.heard.set(id, { after: 0, round: "told" });
        }
      }
      for (const id of before.length > 0 ? [connectionId ?? [], listeners].flat() : []) {
        if (record.heard.get(id)?.round === watchRound) record.heard.set(id, { after: 0, round: "told" });
      }
      const isNewListener =
        connectionId !== null && turns.listen(record.conversationId, { connectionId, listensUntil });
      if (isNewListener && !isAnew) {
        for (const turnId of [letter.turnId, conversation.running, ...before]) {
          turns.find(turnId)?.heard.set(connectionId, { after: "not", round: "" });
        }
      }
      return {
        outcome: isAnew ? "accepted" : "known",
        knock: knocked,
        clientConversationId: record.clientConversationId,
        conversationId: record.conversationId,
        unbegun: before.flatMap((turnId) => turns.find(turnId)?.letter ?? []),
        listeners,
        isNewListener,
      };
    },

    async open(turn, query) {
      refuseIfFailing();
      const vector = await vectors.find(query);
      const conversation = turns.conversation(turn.conversationId);
      const session = conversation.session && [...conversation.session.said];
      const found = turns.find(turn.turnId);
      if (found && found.attempt > turn.attempt) return { session, vector, stopAsked: false };
      const record = found?.attempt === turn.attempt ? found : turns.make(turn, { isLone: true });
      begin(turn, record);
      if (record.foundSession !== "reset") record.foundSession = session !== null;
      if (conversation.session) conversation.session.endsAt = clock.now() + (sessionSeconds + 900) * 1_000;
      return { session, vector, stopAsked: record.stopAsked };
    },

    async takeOver({ turnId, attempt }, fence) {
      refuseIfFailing();
      const record = turns.find(turnId);
      if (record?.attempt !== attempt) return null;
      record.fence = Math.max(record.fence, fence);
      if (record.last === 0) {
        for (const [id, { after }] of record.heard) if (after !== 0) record.heard.delete(id);
      }
      if (record.isLone && record.frames.length === 0) return null;
      return { frames: [...record.frames], closed: turns.hasEnded(record) };
    },

    async flush(flush) {
      refuseIfFailing();
      const { turn, fence, frames, closes } = flush;
      const record = turns.find(turn.turnId);
      if (!record || record.attempt < turn.attempt) return { outcome: "lost" };
      if (record.attempt > turn.attempt) return { outcome: "outrun" };
      if (record.fence > fence) return { outcome: "fenced" };
      const hasEnded = turns.hasEnded(record);
      if (hasEnded && frames.some(({ seq }) => seq > record.last)) return { outcome: "fenced" };
      if (record.status === "accepted" || (frames[0]?.seq ?? 0) > record.last + 1) return { outcome: "lost" };
      record.fence = fence;
      const encoded = frames.map((frame) => encodeFrame(turn.turnId, frame));
      append(record, turn.turnId, encoded);
      serve(flush, record);
      const listeners = listenersOf(turn, record);
      const { stopAsked } = record;
      if (closes && !hasEnded) close(turn, record, closes);
      return { outcome: "written", stopAsked, listeners };
    },

    async told(turnId) {
      refuseIfFailing();
      turns.tellingUntil.delete(turnId);
    },

    async restore({ turn, fence, frames, listeners, isAnew }) {
      refuseIfFailing();
      const found = turns.find(turn.turnId);
      if (found && found.attempt > turn.attempt) return { outcome: "outrun" };
      if (found?.attempt === turn.attempt && found.fence > fence) return { outcome: "fenced" };
      const record = found?.attempt === turn.attempt ? found : turns.make(turn, { isLone: isAnew });
      begin(turn, record);
      record.fence = fence;
      const first = frames[0]?.seq ?? 0;
      if (first > record.last + 1) Object.assign(record, { frames: [], last: first - 1 });
      append(record, turn.turnId, frames);
      for (const { after, round, ...socket } of listeners) {
        if (turns.listen(turn.conversationId, socket))
          record.heard.set(socket.connectionId, { after, round });
      }
      return { outcome: "restored" };
    },

    async resume({ ownerId, turnId, after, ...socket }) {
      refuseIfFailing();
      const record = turns.findOf(ownerId, turnId);
      if (!record) return { outcome: "unknown" };
      const isBeyond = after > record.last && !turns.hasEnded(record);
      if (isBeyond || (after > 0 && record.isLone)) return { outcome: "unknown" };
      const { conversationId } = record;
      const isNewListener = turns.listen(conversationId, socket);
      if (turns.hasEnded(record)) {
        return { outcome: "closed", conversationId, isNewListener, frames: framesAfter(record, after) };
      }
      rounds += 1;
      record.heard.set(socket.connectionId, { after, round: `round-${rounds}` });
      return { outcome: "listening", conversationId, isNewListener };
    },

    async watch({ conversationId, isTold, ...socket }) {
      refuseIfFailing();
      const isNewListener = turns.listen(conversationId, socket);
      const { running, unbegun } = turns.conversation(conversationId);
      for (const turn of [running, ...unbegun].map((id) => turns.find(id))) {
        const heard = turn?.heard.get(socket.connectionId);
        if (!turn || turns.hasEnded(turn)) continue;
        if (isTold && heard?.after === "not") turn.heard.delete(socket.connectionId);
        if (!isTold && (heard?.after === "not" || (isNewListener && !heard)))
          turn.heard.set(socket.connectionId, { after: 0, round: watchRound });
      }
      return { isNewListener };
    },

    async cancel({ ownerId, turnId }) {
      refuseIfFailing();
      const record = turns.findOf(ownerId, turnId);
      if (!record) return "unknown";
      if (turns.hasEnded(record)) return "closed";
      record.stopAsked = true;
      return "asked";
    },

    async read({ ownerId, turnId, after }) {
      refuseIfFailing();
      const record = turns.findOf(ownerId, turnId);
      if (!record) return null;
      const { clientConversationId, attempt } = record;
      return {
        clientConversationId,
        attempt,
        frames: framesAfter(record, after),
        closed: turns.hasEnded(record),
      };
    },

    async activityOf(conversationId) {
      refuseIfFailing();
      const { running, session } = turns.conversation(conversationId);
      const turn = turns.find(running);
      if (turn && !turns.hasEnded(turn)) return "running";
      return session?.said.at(-1)?.createdAt ?? null;
    },

    async forgetSession(conversationId) {
      refuseIfFailing();
      endSession(conversationId);
    },

    async conversationsOf(ownerId) {
      refuseIfFailing();
      return turns.conversationsOf(ownerId);
    },

    async forgetConversationsOf() {
      refuseIfFailing();
    },

    async forgetConversation(conversationId, { letters } = { letters: false }) {
      refuseIfFailing();
      endSession(conversationId);
      turns.erase(conversationId, letters);
    },

    async listen(turnId, onFrame) {
      refuseIfFailing();
      const listeners = channels.get(turnId) ?? new Set();
      channels.set(turnId, listeners.add(onFrame));
      return {
        async close() {
          listeners.delete(onFrame);
        },
      };
    },
  };

  function endSession(conversationId: string): void {
    const conversation = turns.conversation(conversationId);
    conversation.session = null;
    const running = turns.find(conversation.running);
    if (running) running.foundSession = "reset";
  }

  function mustWait(turnId: string): boolean {
    const since = turns.waitsSince.get(turnId) ?? clock.now();
    turns.waitsSince.set(turnId, since);
    return clock.now() - since < longestWaitMs;
  }

  function takeIn(given: Acceptance["letter"], before: FakeTurn | null): FakeTurn {
    const { conversationId, clientConversationId } = before ?? given;
    const attempt = (before?.attempt ?? 0) + 1;
    const letter: Letter = { ...given, conversationId, clientConversationId, attempt };
    const record = turns.make(letter, { letter, status: "accepted" });
    turns.seen.add(given.turnId);
    turns.waitsSince.delete(given.turnId);
    const conversation = turns.conversation(conversationId);
    conversation.unbegun = [...conversation.unbegun.filter((id) => id !== given.turnId), given.turnId];
    return record;
  }

  function begin({ turnId }: TurnKey, record: FakeTurn): void {
    const conversation = turns.conversation(record.conversationId);
    conversation.unbegun = conversation.unbegun.filter((id) => id !== turnId);
    record.letter = null;
    if (turns.hasEnded(record)) return;
    record.status = "running";
    conversation.running = turnId;
  }

  function serve({ turn, served, gone }: Flush, record: FakeTurn): void {
    for (const { connectionId, after, round } of served) {
      const heard = record.heard.get(connectionId) ?? { after: 0, round: "" };
      if (heard.after === "not" || heard.round !== round) continue;
      record.heard.set(connectionId, { after: Math.max(heard.after, after), round });
    }
    for (const connectionId of gone) turns.conversation(turn.conversationId).listeners.delete(connectionId);
  }

  function close(
    { turnId, conversationId }: TurnKey,
    record: FakeTurn,
    closes: NonNullable<Flush["closes"]>,
  ): void {
    turns.end(record, closes.status);
    if (closes.status === "failed") turns.tellingUntil.set(turnId, clock.now() + longestTellingMs);
    if (closes.said.length === 0) return;
    const conversation = turns.conversation(conversationId);
    if (!conversation.session && record.foundSession !== false) return;
    const all = [...(conversation.session?.said ?? []), ...closes.said];
    const once = all.filter(({ id }, at) => all.findIndex((message) => message.id === id) === at);
    const said = once.slice(-sessionMaxMessages);
    conversation.session = { said, endsAt: clock.now() + sessionSeconds * 1_000 };
  }

  return fake;
}

function framesAfter(record: FakeTurn, after: number): WireFrame[] {
  return record.frames.filter(({ seq }) => seq > after);
}
