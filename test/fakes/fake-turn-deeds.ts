import type { TurnDeeds } from "#shared/ports/turn-deeds.ts";
import { type FakeCoachStore, ownOf } from "./fake-coach-store.ts";

interface Asked {
  readonly turnId: string;
  readonly askedAt: number;
  readonly givenIn: string | null;
}

/** What the person said in a conversation, a turn each. */
export interface SaidInTurn {
  readonly conversationId: string;
  readonly turnId: string;
  readonly saidAt: number;
}

const quarterMs = 15 * 60_000;

export function fakeTurnDeeds(store: FakeCoachStore, turns: readonly SaidInTurn[] = []): TurnDeeds {
  const confirmations = new Map<string, Asked>();
  const timesDone = new Map<string, number>();
  const isNext = ({ askedAt, givenIn }: Asked, conversationId: string, saidAt: number) => {
    const since = turns.filter((said) => said.conversationId === conversationId && said.saidAt > askedAt);
    return saidAt > askedAt && !since.some((said) => said.saidAt < saidAt && said.turnId !== givenIn);
  };
  return {
    async confirm({ person, conversationId, kind, id, turnId, saidAt, now }) {
      const key = [person.ownerId, conversationId, kind, id].join(" ");
      const asked = confirmations.get(key);
      const things = { goal: store.goals, task: store.tasks, event: store.events }[kind];
      if (!ownOf<{ ownerId: string }>(things, person, id))
        return asked?.givenIn === turnId ? "done" : "missing";
      const isAnswer = asked && asked.turnId !== turnId && isNext(asked, conversationId, saidAt);
      const isGiven = asked?.givenIn === turnId || (isAnswer && asked.askedAt >= now - quarterMs);
      if (asked && isGiven) confirmations.set(key, { ...asked, givenIn: turnId });
      else confirmations.set(key, { turnId, askedAt: now, givenIn: null });
      return isGiven ? "given" : "asked";
    },

    async hasDone({ person, messageId, taskId }) {
      const task = ownOf(store.tasks, person, taskId);
      if (!task) return null;
      const key = `${messageId}:${taskId}`;
      if (!timesDone.has(key)) timesDone.set(key, task.doneCount);
      return task.doneCount > timesDone.get(key)!;
    },
  };
}
