import * as z from "zod";
import { clientId, uuid } from "../primitives.ts";

const request_id = z.string().max(128);

/** What travels on the retention-jobs queue: ids only. */
export const retentionJob = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("walk_tenants"), run_id: uuid, request_id }),
  z.object({
    kind: z.literal("begin_part"),
    tenant_id: clientId,
    parent_id: uuid,
    requested_by: z.string().max(256).nullable(),
    request_id,
  }),
  z.object({ kind: z.literal("work_off"), tenant_id: clientId, request_id }),
]);
export type RetentionJob = z.infer<typeof retentionJob>;
