import type { CheckInEnds } from "#shared/ports/check-ins.ts";
import type { FakeReminderStore } from "./fake-reminder-store.ts";

const restMs = 120_000;

/** Over the turns, messages and outbox beside the reminders. */
export function fakeCheckInEnds({ people, occurrences, reminders }: FakeReminderStore): CheckInEnds {
  const { outbox, turns, messages } = people.memory;
  return {
    async claim({ tenantId, deliveryId, turnId, leaseMs, givenUpAt, now }) {
      const kept = occurrences.get(deliveryId);
      const job = outbox.get(deliveryId);
      if (kept?.tenantId !== tenantId || job?.turnId !== turnId) return { outcome: "nothing" };
      if (kept.leaseUntil !== null && kept.leaseUntil > now) return { outcome: "nothing" };
      const turn = turns.get(turnId);
      const firedAt = kept.firedAt!;
      if ((turn?.status ?? "running") === "running" && firedAt > givenUpAt) {
        outbox.set(deliveryId, { ...job, dueAt: now + restMs });
        return { outcome: "running" };
      }
      occurrences.set(deliveryId, { ...kept, leaseUntil: now + leaseMs });
      const reply = turn?.status === "done" ? messages.get(turn.replyMessageId ?? "")?.content : undefined;
      return {
        outcome: "ended",
        reply: reply ?? null,
        told: kept.told,
        firedAt,
        channel: reminders.get(kept.reminderId)!.channel,
        clientConversationId: kept.clientConversationId!,
      };
    },

    async finish({ tenantId, deliveryId, text, pushed }) {
      const kept = occurrences.get(deliveryId);
      if (kept?.tenantId !== tenantId || outbox.get(deliveryId)?.kind !== "tell_check_in") return;
      outbox.delete(deliveryId);
      occurrences.set(deliveryId, {
        ...kept,
        text: text ?? kept.text,
        pushed: kept.pushed + pushed,
        leaseUntil: null,
      });
    },
  };
}
