import { actFor } from "#shared/domain/access/act-for.ts";
import { listApiKeys } from "#shared/domain/access/list-api-keys.ts";
import { revokeApiKey } from "#shared/domain/access/revoke-api-key.ts";
import type { ApiKey } from "#shared/ports/api-keys.ts";
import {
  createApiKeyContract,
  listApiKeysContract,
  revokeApiKeyContract,
} from "#shared/wire/http/api-keys.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const creating = () => import("#shared/domain/access/create-api-key.ts");

export const createApiKeyRoute = route(createApiKeyContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { key, ...made } = await (await creating()).createApiKey(call.ports, {
    caller: call.caller,
    actor,
    stage: call.settings.AIMI_STAGE,
    name: call.body.name,
    scopes: call.body.scopes,
    idempotency: call.idempotency,
  });
  return { status: 201, body: { ...toResponse(made), key }, tenantId: actor.tenantId };
});

export const listApiKeysRoute = route(listApiKeysContract, async (call) => {
  const { limit, cursor } = call.query;
  const actor = actFor(call.caller, toNamed(call.query));
  const page = await listApiKeys(call.ports, { actor, page: { limit, after: cursor ?? null } });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: actor.tenantId };
});

export const revokeApiKeyRoute = route(revokeApiKeyContract, async (call) => {
  actFor(call.caller, toNamed(call.query));
  const tenantId = call.caller.tenantId ?? call.query.tenant_id ?? null;
  await revokeApiKey(call.ports, { tenantId, id: call.params.id, callerId: call.caller.id });
  return { status: 204, body: null, ...(tenantId !== null && { tenantId }) };
});

function toResponse(key: ApiKey) {
  return {
    id: key.id,
    tenant_id: key.tenantId,
    name: key.name,
    scopes: key.scopes,
    created_by: key.createdBy,
    created_at: new Date(key.createdAt).toISOString(),
    last_used_at: toInstant(key.lastUsedAt),
    revoked_at: toInstant(key.revokedAt),
  };
}
