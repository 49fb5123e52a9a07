import { wireFrames } from "#shared/adapters/frames/wire-frames.ts";
import { fireReminders } from "#shared/domain/coach/firing/fire-reminders.ts";
import { openCheckIn } from "#shared/domain/coach/firing/open-check-in.ts";
import { tellCheckIn } from "#shared/domain/coach/firing/tell-check-in.ts";
import type { CheckIns } from "#shared/ports/check-ins.ts";
import type { Reminder } from "#shared/ports/reminder.ts";
import type { FinishTurn } from "#shared/ports/turns.ts";
import { createFakeChatStore } from "#test/fakes/fake-chat-store.ts";
import { fakeCheckInEnds } from "#test/fakes/fake-check-in-ends.ts";
import { fakeConnections } from "#test/fakes/fake-connections.ts";
import { fakeFrameSender } from "#test/fakes/fake-frame-sender.ts";
import { fakeTurnQueue } from "#test/fakes/fake-turn-queue.ts";
import { fakeTurnStream } from "#test/fakes/fake-turn-stream.ts";
import { fakeTurns } from "#test/fakes/fake-turns.ts";
import { buildFinish, buildTurn } from "./build-turn.ts";
import { stageFiring } from "./stage-firing.ts";

/** What fires reminders, with the way into a conversation behind it. */
export function stageCheckIns() {
  const stage = stageFiring();
  const { clock, store, anna } = stage;
  const connections = fakeConnections(clock);
  const chat = {
    turnStream: fakeTurnStream({ clock }),
    turnQueue: fakeTurnQueue(),
    connections,
    audience: connections,
    frames: fakeFrameSender(),
  };
  const { tally, log } = stage.ports;
  const opening = { ...chat, encoder: wireFrames, tally, log, clock };
  const checkIns: CheckIns = { open: (claimed, requestId) => openCheckIn(opening, claimed, requestId) };
  const ports = { ...stage.ports, ...chat, checkIns, checkInEnds: fakeCheckInEnds(store) };
  const turns = fakeTurns(createFakeChatStore(store.people));

  return {
    ...stage,
    ports,
    checkIn: (given: Partial<Reminder> & { at?: number } = {}) =>
      stage.remind({ kind: "check_in", text: "sleep", clientConversationId: "check-ins", ...given }),
    connect: (connectionId: string) =>
      connections.put({
        ...{ connectionId, tenantId: anna.tenantId, userId: anna.userId, connectedAt: clock.now() },
        ...{ signInId: null, expiresAt: null },
      }),
    async fire(job: { readonly reminderId: string; readonly at: number; readonly requestId: string }) {
      clock.set(Math.max(clock.now(), job.at));
      const [fired] = await fireReminders(ports, { tenantId: "acme", jobs: [job] });
      return fired?.status === "rejected" ? (fired.reason as Error) : fired?.value.became;
    },
    /** The turn that the last letter brings, from beginning to end. */
    async run(ending: Partial<FinishTurn>) {
      const { clientMessageId, clientConversationId } = ports.turnQueue.sent.at(-1)!;
      const speaker = "system" as const;
      const turn = buildTurn(anna, { clientMessageId, clientConversationId, speaker, now: clock.now() });
      const held = await turns.begin(turn);
      if (held.outcome !== "claimed") throw new Error(held.outcome);
      await turns.finish(buildFinish(turn, held, ending));
    },
    /** As the letter says that the last settling has sent. */
    async tell() {
      const job = ports.jobs.sent.findLast(({ kind }) => kind === "tell_check_in")!;
      const { became } = await tellCheckIn(ports, {
        ...{ deliveryId: job.id, turnId: job.turnId!, requestId: job.requestId },
        recipient: { tenantId: job.tenantId, userId: job.userId!, ownerId: job.ownerId! },
      });
      return became;
    },
    async inbox() {
      const page = { limit: 10, after: null };
      return (await ports.reminders.deliveries(anna, { states: undefined }, page)).items;
    },
  };
}
