import type { Clock, Ids } from "../../ports/clock.ts";
import type { RetentionRuns } from "../../ports/retention.ts";
import { deriveOwnerId } from "../access/derive-ids.ts";
import { defaultPolicy } from "./default-policy.ts";

interface Part {
  readonly parentId: string;
  readonly tenantId: string;
  readonly requestedBy: string | null;
  readonly dryRun: boolean;
}

/** One tenant's part of a run over all of them; one however often it is begun. */
export async function beginPart(
  ports: { readonly retentionRuns: RetentionRuns; readonly clock: Clock; readonly ids: Ids },
  part: Part,
): Promise<void> {
  await ports.retentionRuns.begin({
    ...part,
    id: ports.ids.next(),
    ownerId: deriveOwnerId(part.tenantId, null),
    now: ports.clock.now(),
    defaultPolicy,
    mayProvision: false,
  });
}
