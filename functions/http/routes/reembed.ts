import { actFor } from "#shared/domain/access/act-for.ts";
import { answerOnce } from "#shared/domain/access/answer-once.ts";
import { beginReembedding } from "#shared/domain/memory/begin-reembedding.ts";
import { reembedContract } from "#shared/wire/http/reembed.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const reembedRoute = route(reembedContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const tenantId = call.caller.tenantId ?? call.body.tenant_id ?? call.query.tenant_id ?? null;
  const { ports, requestId, caller, idempotency } = call;
  return await answerOnce(ports, { actor, idempotency }, async () => {
    const tenants = await beginReembedding(ports, { tenantId, requestId, callerId: caller.id });
    const body = { tenant_id: tenantId, model: ports.embedder.model, tenants };
    return { status: 202, body, ...(tenantId !== null && { tenantId }) };
  });
});
