import type * as z from "zod";
import { actFor } from "#shared/domain/access/act-for.ts";
import { getPolicy, type PolicyInForce } from "#shared/domain/retention/get-policy.ts";
import { setPolicy } from "#shared/domain/retention/set-policy.ts";
import type { RetentionPolicy } from "#shared/ports/retention.ts";
import { getRetentionPolicyContract, setRetentionPolicyContract } from "#shared/wire/http/retention.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const getRetentionPolicyRoute = route(getRetentionPolicyContract, async (call) => {
  const { tenant: tenantId } = call.params;
  const actor = actFor(call.caller, toNamed(call.query), { tenantId });
  const inForce = await getPolicy(call.ports, actor);
  return { status: 200, body: toResponse(tenantId, inForce), tenantId };
});

export const setRetentionPolicyRoute = route(setRetentionPolicyContract, async (call) => {
  const { tenant: tenantId } = call.params;
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body), { tenantId });
  const policy = toPolicy(call.body);
  await setPolicy(call.ports, { actor, policy });
  return { status: 200, body: toResponse(tenantId, { policy, isDefault: false }), tenantId };
});

type Given = z.output<NonNullable<typeof setRetentionPolicyContract.body>>;

function toPolicy({ enabled, archive, keep, ...given }: Given): RetentionPolicy {
  return {
    enabled,
    archive: archive && {
      afterDays: archive.after_days,
      belowImportance: archive.below_importance,
      roles: archive.roles,
    },
    delete: given.delete && { archivedForDays: given.delete.archived_for_days },
    keep: { roles: keep.roles, minImportance: keep.min_importance, metadata: keep.metadata },
  };
}

function toResponse(tenantId: string, { policy, isDefault }: PolicyInForce) {
  const { enabled, archive, keep } = policy;
  return {
    tenant_id: tenantId,
    is_default: isDefault,
    enabled,
    archive: archive && {
      after_days: archive.afterDays,
      below_importance: archive.belowImportance,
      roles: archive.roles,
    },
    delete: policy.delete && { archived_for_days: policy.delete.archivedForDays },
    keep: { roles: keep.roles, min_importance: keep.minImportance, metadata: keep.metadata },
  };
}
