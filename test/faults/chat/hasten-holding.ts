import type { Redelivery } from "#shared/ports/redelivery.ts";

/** As `hold-while.ts` renews it. */
const renewedEveryMs = 10_000;
const heldForSeconds = 30;

/** Renews a letter's hold as much sooner as the queue's time runs faster, until `stop`. */
export function hastenHolding(redelivery: Redelivery, haste: number) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const hasty: Redelivery = {
    async postpone(records) {
      await redelivery.postpone(records);
      if (stopped || timer || records.some(({ seconds }) => seconds !== heldForSeconds)) return;
      timer = setInterval(() => {
        redelivery.postpone(records).catch(() => undefined);
      }, renewedEveryMs / haste);
    },
  };
  const stop = () => {
    stopped = true;
    clearInterval(timer);
  };
  return { redelivery: hasty, stop };
}
