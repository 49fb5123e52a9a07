import { UpstreamUnavailable } from "#shared/errors.ts";
import type { Alarms, Moment } from "#shared/ports/occurrences.ts";
import type { Dice } from "../chat/dice.ts";
import type { SimulatedTime } from "./simulated-time.ts";

const earlyMs = 120_000;
const minuteMs = 60_000;

interface Options {
  readonly time: SimulatedTime;
  readonly dice: Dice;
  readonly isDangerous: () => boolean;
  readonly put: (body: string) => void;
  readonly name: (moment: Moment) => string;
}

/** Scheduler: up to a minute late, now and then twice or never, and what is removed may come all the same. */
export function simulatedAlarms({ time, dice, isDangerous, put, name }: Options) {
  const standing = new Map<string, { readonly fireAt: number }>();
  const counts = { set: 0, forgotten: 0, twice: 0, ghosts: 0, refused: 0 };
  let isRefusing = false;

  function refuse(): void {
    if (!isRefusing) return;
    counts.refused += 1;
    throw new UpstreamUnavailable("Scheduler");
  }

  const alarms: Alarms = {
    async set(tenantId, moment, requestId) {
      refuse();
      const key = name(moment);
      if (standing.has(key)) return;
      counts.set += 1;
      const { reminderId: reminder_id, at } = moment;
      const letter = JSON.stringify({
        kind: "remind",
        tenant_id: tenantId,
        reminder_id,
        at,
        request_id: requestId,
      });
      const roll = dice.roll(`scheduler/${key}`);
      const fate = isDangerous() ? Math.floor(roll * 25) : -1;
      const onTheMinute = Math.floor((at - earlyMs) / minuteMs) * minuteMs;
      const fireAt = Math.max(time.now(), onTheMinute) + dice.roll(`late/${key}`) * minuteMs;
      const schedule = { fireAt };
      standing.set(key, schedule);
      time.at(fireAt, () => {
        if (standing.get(key) === schedule) standing.delete(key);
        else if (dice.roll(`ghost/${key}`) > 0.3) return;
        else counts.ghosts += 1;
        if (fate === 0) counts.forgotten += 1;
        else put(letter);
        if (fate !== 1) return;
        counts.twice += 1;
        put(letter);
      });
    },
    async remove(moment) {
      refuse();
      standing.delete(name(moment));
    },
  };

  return {
    alarms,
    counts,
    stands: (moment: Moment) => standing.has(name(moment)),
    refuse(refusing: boolean) {
      isRefusing = refusing;
    },
  };
}
