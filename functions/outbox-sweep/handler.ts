import "#shared/runtime/begin-secret.ts";
import { handOnCounts } from "#shared/domain/metrics/hand-on-counts.ts";
import { sweepOutbox } from "#shared/domain/outbox/sweep-outbox.ts";
import { composeOutboxSweep } from "#shared/runtime/compose/outbox-sweep.ts";

const ports = await composeOutboxSweep();

export async function handler() {
  const swept = await sweepOutbox(ports);
  if (swept.looked) ports.log.info("sweep", swept);
  await handOnCounts(ports);
  return swept;
}
