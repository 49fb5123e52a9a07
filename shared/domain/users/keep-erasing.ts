import type { WorkLog } from "../../ports/work-log.ts";
import type { EraseJob } from "./erase-person.ts";

/** An erasure is never given up: its outbox entry stays, and the sweep sends it again, each hour at last. */
export async function keepErasing(
  { log }: { readonly log: WorkLog },
  { id, tenantId }: EraseJob,
): Promise<{ failed: number }> {
  log.warn("an erasure fails again and again: it goes on with the next sweep", {
    tenant_id: tenantId,
    deletion_id: id,
  });
  return { failed: 0 };
}
