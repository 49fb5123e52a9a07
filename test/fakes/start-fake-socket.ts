import { receiveFrame } from "#functions/websocket/receive-frame.ts";
import type { AuthorizerContext } from "#functions/ws-authorizer/authorizer-event.ts";
import { socketAnnouncements } from "#shared/adapters/connections/socket-announcements.ts";
import { deriveConversationId, deriveOwnerId, deriveTurnId } from "#shared/domain/access/derive-ids.ts";
import { createFrontDoor } from "#shared/domain/access/front-door.ts";
import { createTally } from "#shared/domain/metrics/create-tally.ts";
import type { TurnFrame } from "#shared/ports/turn-frames.ts";
import { fakeCatchUps } from "./fake-catch-ups.ts";
import { fakeClock } from "./fake-clock.ts";
import { fakeConnections } from "./fake-connections.ts";
import { fakeFrameSender } from "./fake-frame-sender.ts";
import { fakeGate } from "./fake-front-door.ts";
import { fakeIds } from "./fake-ids.ts";
import { fakeJobQueue } from "./fake-job-queue.ts";
import { fakeLog } from "./fake-log.ts";
import { createFakeMemoryStore } from "./fake-memory-store.ts";
import { fakeOccurrences } from "./fake-occurrences.ts";
import { createFakePeopleStore } from "./fake-people-store.ts";
import { createFakeReminderStore } from "./fake-reminder-store.ts";
import { fakeReminders } from "./fake-reminders.ts";
import { fakeTotals } from "./fake-totals.ts";
import { fakeTurnQueue } from "./fake-turn-queue.ts";
import { fakeTurnStream } from "./fake-turn-stream.ts";

interface Given {
  readonly chatRatePerMinute?: number;
  readonly context?: Partial<AuthorizerContext>;
}

export const annasOwnerId = deriveOwnerId("acme", "anna");
export const turnIdOf = (clientMessageId: string) => deriveTurnId(annasOwnerId, clientMessageId);

/** The WebSocket function on fakes, and sockets of Anna that are open. */
export async function startFakeSocket({ chatRatePerMinute = 0, context = {} }: Given = {}) {
  const clock = fakeClock();
  const gate = fakeGate(clock);
  const connections = fakeConnections(clock);
  const reminderStore = createFakeReminderStore(createFakePeopleStore(createFakeMemoryStore()));
  const ports = {
    clock,
    gate,
    connections,
    audience: connections,
    frames: fakeFrameSender(),
    turnStream: fakeTurnStream({ gate, clock }),
    turnQueue: fakeTurnQueue(),
    catchUps: fakeCatchUps(),
    tally: createTally(clock),
    totals: fakeTotals(),
    log: fakeLog(),
    /** A wait costs no time in a test. */
    wait: async (ms: number) => clock.advance(ms),
    postDeadlineMs: 50,
  };
  const frontDoor = createFrontDoor(ports, { tenantRatePerMinute: 0, keyRatePerMinute: 0 });
  const ofReminders = {
    reminders: fakeReminders(reminderStore),
    jobs: fakeJobQueue(["reminders"]),
    announcements: socketAnnouncements(ports),
    ids: fakeIds(clock),
  };
  const loadReminders = async () => ofReminders;
  const composed = { ports, frontDoor, chatRatePerMinute, loadReminders };
  const authorizer: AuthorizerContext = {
    tenant_id: "acme",
    user_id: "anna",
    caller_id: "user:acme/anna",
    ...context,
  };

  const open = async (connectionId: string) => {
    const owner = { tenantId: "acme", userId: "anna", signInId: null, expiresAt: null };
    await connections.put({ connectionId, ...owner, connectedAt: clock.now() });
  };
  for (const id of ["phone", "tablet"]) await open(id);

  return {
    ports,
    ...ofReminders,
    occurrences: fakeOccurrences(reminderStore),
    /** Text travels as it is, anything else as JSON. */
    async send(frame: unknown, connectionId = "phone", whose: Partial<AuthorizerContext> = {}) {
      const requestContext = {
        eventType: "MESSAGE" as const,
        connectionId,
        requestId: "r1",
        connectedAt: 1,
        authorizer: { ...authorizer, ...whose },
      };
      const body = typeof frame === "string" ? frame : JSON.stringify(frame);
      await receiveFrame({ requestContext, ...(frame !== undefined && { body }) }, composed);
    },
    /** What a socket was sent since it was last asked. */
    heardBy(connectionId: string): Record<string, unknown>[] {
      const sent = ports.frames.sent as { connectionId: string; frame: unknown }[];
      const theirs = sent.filter((one) => one.connectionId === connectionId);
      const others = sent.filter((one) => one.connectionId !== connectionId);
      sent.splice(0, sent.length, ...others);
      return theirs.map(({ frame }) => frame as Record<string, unknown>);
    },
    /** What a runner does with a turn: it says all this, and ends it where its last frame does. */
    async run(clientMessageId: string, frames: readonly TurnFrame[], attempt = 1) {
      const clientConversationId = "c1";
      const turn = {
        turnId: turnIdOf(clientMessageId),
        ownerId: annasOwnerId,
        conversationId: deriveConversationId(annasOwnerId, clientConversationId),
        clientConversationId,
        attempt,
      };
      const ends = frames.at(-1)?.type;
      const closes =
        ends === "done" || ends === "error"
          ? { status: ends === "done" ? ("done" as const) : ("failed" as const), said: [] }
          : null;
      await ports.turnStream.open(turn, { model: "m", dimensions: 3, text: "hello" });
      await ports.turnStream.flush({ turn, fence: 1, frames, served: [], gone: [], closes });
      await ports.turnStream.told(turn.turnId);
    },
  };
}

export const delta = (seq: number, text: string): TurnFrame => ({ type: "delta", seq, text });
export const done = (seq: number, text: string): TurnFrame => ({
  type: "done",
  seq,
  messageId: "019a0000-0000-7000-8000-000000000001",
  text,
  finishReason: "stop",
  memories: [],
  usage: { model: "m", promptTokens: 1, completionTokens: 1, costMicros: 0 },
});
export const failure = (seq: number): TurnFrame => ({
  type: "error",
  seq,
  error: { code: "upstream_unavailable", message: "the model does not answer", request_id: "r" },
});
