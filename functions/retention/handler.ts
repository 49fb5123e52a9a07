import "#shared/runtime/begin-secret.ts";
import { beginNight } from "#shared/domain/retention/begin-night.ts";
import { composeRetention } from "#shared/runtime/compose/retention.ts";

const ports = await composeRetention();

export async function handler() {
  const begun = await beginNight(ports);
  ports.log.info("retention", begun);
  return begun;
}
