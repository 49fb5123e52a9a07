import { wireFrames } from "#shared/adapters/frames/wire-frames.ts";
import type { abandonTurn } from "#shared/domain/chat/abandon-turn.ts";
import { defaultPersona } from "#shared/domain/chat/default-persona.ts";
import { runTurn } from "#shared/domain/chat/run-turn.ts";
import type { TurnNeeds, TurnRules } from "#shared/domain/chat/turn-needs.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import type { Letter } from "#shared/ports/turn-queue.ts";
import { fakeAnnouncements } from "#test/fakes/fake-announcements.ts";
import { fakeAudience } from "#test/fakes/fake-audience.ts";
import type { FakeChatModel } from "#test/fakes/fake-chat-model.ts";
import { createFakeChatStore } from "#test/fakes/fake-chat-store.ts";
import { fakeClock } from "#test/fakes/fake-clock.ts";
import { createFakeCoachStore } from "#test/fakes/fake-coach-store.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeDirtyMark } from "#test/fakes/fake-dirty-mark.ts";
import { fakeEmbedder } from "#test/fakes/fake-embedder.ts";
import { fakeEvents } from "#test/fakes/fake-events.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { fakeGoals } from "#test/fakes/fake-goals.ts";
import { fakeIds } from "#test/fakes/fake-ids.ts";
import { fakeJobQueue } from "#test/fakes/fake-job-queue.ts";
import { fakeLog } from "#test/fakes/fake-log.ts";
import { fakeMemories } from "#test/fakes/fake-memories.ts";
import { fakeMemoryIndex } from "#test/fakes/fake-memory-index.ts";
import { fakeQueryVectors } from "#test/fakes/fake-query-vectors.ts";
import { createFakeReminderStore } from "#test/fakes/fake-reminder-store.ts";
import { fakeReminders } from "#test/fakes/fake-reminders.ts";
import { fakeSessionChecks } from "#test/fakes/fake-session-checks.ts";
import { fakeTasks } from "#test/fakes/fake-tasks.ts";
import { fakeTurnDeeds } from "#test/fakes/fake-turn-deeds.ts";
import { fakeTurnStream } from "#test/fakes/fake-turn-stream.ts";
import { fakeTurns } from "#test/fakes/fake-turns.ts";

export const turnRules: TurnRules = {
  persona: defaultPersona,
  recallLimit: 5,
  minSimilarity: 0,
  historyLimit: 30,
  sessionIdleMs: 600_000,
  contextTokens: 16_000,
  maxTokens: 2_000,
  temperature: 0.7,
  prices: { input: 1, output: 2 },
  dailyTokens: 0,
};

/** Everything that turns need, in memory, and what a client would see of it. */
export function stageTurns(model: FakeChatModel, rules: Partial<TurnRules> = {}) {
  const clock = fakeClock();
  const store = createFakeChatStore();
  const coach = createFakeCoachStore(store.people);
  const index = fakeMemoryIndex(store.people.memory);
  const queryVectors = fakeQueryVectors();
  const ports = {
    turns: fakeTurns(store, index),
    stream: fakeTurnStream({ clock, vectors: queryVectors }),
    encoder: wireFrames,
    frames: fakeFrameSender(),
    connections: fakeConnections(),
    audience: fakeAudience(),
    model,
    embedder: fakeEmbedder(),
    queryVectors,
    index,
    memories: fakeMemories(store.people.memory),
    dirtyMark: fakeDirtyMark(),
    jobs: fakeJobQueue(["memory-jobs", "session-jobs", "learning-jobs", "reminders"]),
    sessionChecks: fakeSessionChecks(),
    goals: fakeGoals(coach),
    tasks: fakeTasks(coach),
    events: fakeEvents(coach),
    reminders: fakeReminders(createFakeReminderStore(store.people)),
    deeds: fakeTurnDeeds(coach),
    announcements: fakeAnnouncements(),
    tally: createTally(clock),
    clock,
    ids: fakeIds(clock),
    log: fakeLog(),
  } satisfies TurnNeeds & Parameters<typeof abandonTurn>[0];

  return {
    ports,
    store,
    clock,
    /** As a door does, without its answer to the client. */
    accept: async (letter: Letter, connectionId: string | null = "s1") =>
      await ports.stream.accept({
        ...{ knock: null, letter, under: null, connectionId },
        ...{ listensUntil: null, afterTurnId: null, insists: false },
      }),
    run: async (letter: Letter) =>
      await runTurn(ports, { letter, rules: { ...turnRules, ...rules }, remainingMs: 60_000 }),
    /** What a socket was sent. */
    framesAt: (connectionId = "s1") =>
      ports.frames.sent
        .filter((sent) => sent.connectionId === connectionId)
        .map(({ frame }) => frame as { type: string; seq: number; text?: string } & Record<string, unknown>),
  };
}
