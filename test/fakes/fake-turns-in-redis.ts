import type { Clock } from "#shared/ports/clock.ts";
import type { HearingSocket } from "#shared/ports/connections.ts";
import type { WireFrame } from "#shared/ports/turn-frames.ts";
import type { Letter } from "#shared/ports/turn-queue.ts";
import type { TurnKey, UnderKey } from "#shared/ports/turn-stream.ts";
import type { SaidMessage } from "#shared/ports/turns.ts";

const framesKeptForMs = 600_000;
const erasedKeptForMs = 10_000;
const longestConnectionMs = 7_200_000;

export interface FakeTurn {
  readonly ownerId: string;
  readonly conversationId: string;
  readonly clientConversationId: string;
  readonly attempt: number;
  /** A runner has put it there, and nobody knows what was shown before. */
  readonly isLone: boolean;
  status: "accepted" | "running" | "done" | "failed";
  fence: number;
  letter: Letter | null;
  frames: WireFrame[];
  last: number;
  stopAsked: boolean;
  /** Null where no runner has asked for the session's buffer. */
  foundSession: boolean | "reset" | null;
  endedAt: number;
  /** Its conversation was erased while it ran. */
  isErased: boolean;
  /** By socket; "not" for one that hears only later turns. */
  readonly heard: Map<string, { readonly after: number | "not"; readonly round: string }>;
}

interface FakeConversation {
  /** By socket: until when it may hear. */
  readonly listeners: Map<string, number>;
  unbegun: string[];
  running: string | null;
  session: { readonly said: readonly SaidMessage[]; endsAt: number } | null;
}

export type FakeTurnsInRedis = ReturnType<typeof fakeTurnsInRedis>;

/** What the fake turn stream keeps until it is lost. */
export function fakeTurnsInRedis(clock: Clock) {
  const turns = new Map<string, FakeTurn>();
  const conversations = new Map<string, FakeConversation>();

  const hasEnded = ({ status }: FakeTurn) => status === "done" || status === "failed";
  /** Frames of a failed turn are forgotten with those of any other; that it failed is not. */
  const isForgotten = (turn: FakeTurn) =>
    hasEnded(turn) && clock.now() >= turn.endedAt + (turn.isErased ? erasedKeptForMs : framesKeptForMs);
  const find = (turnId: string | null): FakeTurn | null => {
    const turn = turns.get(turnId ?? "");
    return turn && !(isForgotten(turn) && (turn.status === "done" || turn.isErased)) ? turn : null;
  };

  const conversation = (conversationId: string): FakeConversation => {
    const kept = conversations.get(conversationId);
    if (kept?.session && clock.now() >= kept.session.endsAt) kept.session = null;
    const found = kept ?? { listeners: new Map(), unbegun: [], running: null, session: null };
    for (const [id, ends] of found.listeners) if (ends <= clock.now()) found.listeners.delete(id);
    conversations.set(conversationId, found);
    return found;
  };

  /** Accepted once, whether or not anything else is known of them. */
  const seen = new Set<string>();
  const keys = new Map<string, { readonly requestHash: string; readonly until: number }>();
  /** Turns whose last error is brought to its sockets, and until when at most. */
  const tellingUntil = new Map<string, number>();
  /** Since when messages wait to be accepted. */
  const waitsSince = new Map<string, number>();

  return {
    hasEnded,
    conversation,
    seen,
    tellingUntil,
    waitsSince,
    find,

    conversationsOf(ownerId: string): string[] {
      const theirs = [...turns.values()].filter((turn) => turn.ownerId === ownerId);
      return [...new Set(theirs.map(({ conversationId }) => conversationId))];
    },

    /** What was asked first under a key. */
    askedUnder(ownerId: string, { name: ofKey, requestHash }: UnderKey): string {
      const name = `${ownerId}:${ofKey}`;
      const kept = keys.get(name);
      if (kept && clock.now() < kept.until) return kept.requestHash;
      keys.set(name, { requestHash, until: clock.now() + 86_400_000 });
      return requestHash;
    },

    /** All that its turns have said; of one that runs the end is still told, and one that waits is perhaps left. */
    erase(conversationId: string, letters: boolean): void {
      for (const [turnId, turn] of turns) {
        if (turn.conversationId !== conversationId || turn.isErased) continue;
        if (turn.status === "running") turn.isErased = true;
        if (!hasEnded(turn) && !(letters && turn.status === "accepted")) continue;
        const waits = conversation(conversationId);
        waits.unbegun = waits.unbegun.filter((id) => id !== turnId);
        for (const kept of [turns, seen, tellingUntil, waitsSince]) kept.delete(turnId);
      }
    },

    findOf(ownerId: string, turnId: string): FakeTurn | null {
      const turn = find(turnId);
      return turn?.ownerId === ownerId && !isForgotten(turn) ? turn : null;
    },

    make({ turnId, ...turn }: TurnKey, given: Partial<FakeTurn> = {}): FakeTurn {
      const { ownerId, conversationId, clientConversationId, attempt } = turn;
      const made: FakeTurn = {
        ...{ ownerId, conversationId, clientConversationId, attempt },
        ...{ isLone: false, status: "running", fence: 0, letter: null },
        ...{ frames: [], last: 0, stopAsked: false, foundSession: null, endedAt: 0, isErased: false },
        heard: new Map(),
        ...given,
      };
      turns.set(turnId, made);
      return made;
    },

    end(turn: FakeTurn, status: "done" | "failed"): void {
      Object.assign(turn, { status, stopAsked: false, endedAt: clock.now() });
    },

    /** Says whether the socket did not hear the conversation before. Of two ends the later one holds. */
    listen(conversationId: string, { connectionId, listensUntil }: HearingSocket): boolean {
      const { listeners } = conversation(conversationId);
      const before = listeners.get(connectionId);
      const ends = Math.min(listensUntil ?? Number.POSITIVE_INFINITY, clock.now() + longestConnectionMs);
      listeners.set(connectionId, Math.max(before ?? 0, ends));
      return before === undefined;
    },
  };
}
