import { actFor } from "#shared/domain/access/act-for.ts";
import { deriveOwnerId } from "#shared/domain/access/derive-ids.ts";
import { disableUser } from "#shared/domain/users/disable-user.ts";
import { getDeletion } from "#shared/domain/users/get-deletion.ts";
import { requestDeletion } from "#shared/domain/users/request-deletion.ts";
import type { SignIn } from "#shared/ports/sign-ins.ts";
import type { TenantUser } from "#shared/ports/tenant-users.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import {
  disableUserContract,
  eraseUserContract,
  getDeletionContract,
  listSessionsContract,
  listUsersContract,
} from "#shared/wire/http/tenant-users.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";
import { toDeletionResponse } from "./user-shapes.ts";

export const listUsersRoute = route(listUsersContract, async ({ caller, query, ports }) => {
  const actor = actFor(caller, toNamed(query));
  const page = await ports.tenantUsers.list(actor, { limit: query.limit, after: query.cursor ?? null });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: actor.tenantId };
});

export const disableUserRoute = route(disableUserContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { disabled } = call.body;
  const user = await disableUser(call.ports, { actor, userId: call.params.id, disabled });
  return { status: 200, body: toResponse(user), tenantId: actor.tenantId };
});

export const eraseUserRoute = route(
  eraseUserContract,
  async ({ caller, query, params, ports, requestId }) => {
    const actor = actFor(caller, toNamed(query));
    const { tenantId } = actor;
    const person = { ...actor, userId: params.id, ownerId: deriveOwnerId(tenantId, params.id) };
    const deletion = await requestDeletion(ports, { person, requestId, mustExist: true });
    return { status: 202, body: toDeletionResponse(deletion), tenantId };
  },
);

export const getDeletionRoute = route(getDeletionContract, async ({ caller, query, params, ports }) => {
  const { tenantId } = actFor(caller, toNamed(query));
  const deletion = await getDeletion(ports, { tenantId, id: params.id });
  return { status: 200, body: toDeletionResponse(deletion), tenantId };
});

export const listSessionsRoute = route(listSessionsContract, async ({ caller, query, ports }) => {
  const actor = actFor(caller, toNamed(query));
  const asked = { limit: query.limit, after: query.cursor ?? null };
  const page = await ports.tenantUsers.listSessions(actor, asked, ports.clock.now());
  const body = { items: page.items.map(toSession), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: actor.tenantId };
});

function toResponse(user: TenantUser) {
  return {
    id: user.id,
    tenant_id: user.tenantId,
    name: user.name,
    conversations: user.conversations,
    messages: user.messages,
    memories: user.memories,
    created_at: toInstant(user.createdAt),
    last_seen_at: toInstant(user.lastSeenAt),
    disabled: user.disabledAt !== null,
    disabled_at: toInstant(user.disabledAt),
    erasing: user.isLeaving,
  };
}

function toSession(signIn: SignIn) {
  return {
    id: signIn.id,
    user_id: signIn.userId,
    method: signIn.method,
    device_name: signIn.deviceName,
    created_at: toInstant(signIn.createdAt),
    last_used_at: toInstant(signIn.lastUsedAt),
    expires_at: toInstant(signIn.expiresAt),
  };
}
