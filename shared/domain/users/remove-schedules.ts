import type { ErasureStep } from "../../ports/erasure.ts";
import type { Alarms, Occurrences } from "../../ports/occurrences.ts";

export interface RemovesSchedules {
  readonly occurrences: Pick<Occurrences, "scheduled">;
  readonly alarms: Pick<Alarms, "remove">;
}

const atOnce = 20;

/**
 * Schedules stand outside of Postgres, and only the times that are still to come lead to them: they go before those do.
 * Nobody tells how many there were.
 */
export function removeSchedules({ occurrences, alarms }: RemovesSchedules): ErasureStep {
  return {
    name: "schedules",
    async eraseSome(person) {
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<Occurrences["scheduled"]>> = await occurrences.scheduled(
          person,
          atOnce,
          after,
        );
        await Promise.all(page.map(({ reminderId, at }) => alarms.remove({ reminderId, at })));
        after = page.length < atOnce ? null : page.at(-1)!.id;
      } while (after !== null);
      return { erased: 0, more: false };
    },
  };
}
