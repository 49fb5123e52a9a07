import "#shared/runtime/begin-secret.ts";
import { beginNight } from "#shared/domain/retention/begin-night.ts";
import { sweepConnections } from "#shared/domain/retention/sweep-connections.ts";
import { keepOutDisabled } from "#shared/domain/users/keep-out-disabled.ts";
import { composeNight } from "#shared/runtime/compose/retention.ts";

const ports = await composeNight();

export async function handler() {
  const begun = await beginNight(ports);
  const swept = await sweepConnections(ports);
  const keptOut = await keepOutDisabled(ports);
  ports.log.info("retention", { ...begun, ...swept, ...keptOut });
  return begun;
}
