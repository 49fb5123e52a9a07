import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Announcements } from "#shared/ports/announcements.ts";
import type { CheckIns } from "#shared/ports/check-ins.ts";
import type { PushSender } from "#shared/ports/push.ts";
import type { Dice } from "../chat/dice.ts";
import type { SimulatedTime } from "./simulated-time.ts";

export interface Heard {
  readonly deliveryId: string;
  /** Of which worker. */
  readonly from: string;
  readonly at: number;
  readonly way: "sockets" | "push" | "letter";
  readonly count: number;
}

/** Sockets, devices and the coach's own letters: some hear, some are gone, some fail. */
export function simulatedEars(time: SimulatedTime, dice: Dice, isDangerous: () => boolean) {
  const heard: Heard[] = [];
  let asked = 0;

  function hear(from: string, way: Heard["way"], deliveryId: string): number {
    const roll = dice.roll(`${way}/${deliveryId}/${asked++}`);
    if (isDangerous() && roll > 0.88) throw new UpstreamUnavailable(way);
    const count = roll < 0.3 ? 0 : roll < 0.7 ? 1 : 2;
    if (count > 0) heard.push({ deliveryId, from, at: time.now(), way, count });
    return count;
  }

  const earsOf = (from: string) => ({
    announcements: {
      reminderDue: async (_, { deliveryId }) => hear(from, "sockets", deliveryId),
      reminderClosed: async () => 1,
    } satisfies Pick<Announcements, "reminderDue" | "reminderClosed">,
    push: {
      push: async (_, { deliveryId }) => ({ accepted: hear(from, "push", deliveryId), removed: 0 }),
    } satisfies PushSender,
    checkIns: {
      open: async ({ deliveryId }) => {
        heard.push({ deliveryId, from, at: time.now(), way: "letter", count: 1 });
        return { turnId: deliveryId, told: 1 };
      },
    } satisfies CheckIns,
  });
  return { heard, earsOf };
}
