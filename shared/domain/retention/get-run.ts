import { NotFound } from "../../errors.ts";
import type { RetentionRun, RetentionRuns } from "../../ports/retention.ts";

/** A tenant's run, or with null anybody's. */
export async function getRun(
  { retentionRuns }: { readonly retentionRuns: RetentionRuns },
  { tenantId, id }: { tenantId: string | null; id: string },
): Promise<RetentionRun> {
  const run = await retentionRuns.find(tenantId, id);
  if (!run) throw new NotFound("run");
  return run;
}
