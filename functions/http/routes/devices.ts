import { personOf } from "#shared/domain/access/person-of.ts";
import { endSignIn } from "#shared/domain/users/end-sign-in.ts";
import type { SignIn } from "#shared/ports/sign-ins.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { endDeviceContract, listDevicesContract } from "#shared/wire/http/tokens.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const listDevicesRoute = route(listDevicesContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const page = { limit: query.limit, after: query.cursor ?? null };
  const { items, next } = await ports.signIns.list(person, page, ports.clock.now());
  const body = {
    items: items.map((signIn) => toResponse(signIn, caller.signIn?.id)),
    next_cursor: encodeCursor(next),
  };
  return { status: 200, body, tenantId: person.tenantId };
});

export const endDeviceRoute = route(endDeviceContract, async ({ caller, params, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  await endSignIn(ports, { person, id: params.id });
  return { status: 204, body: null, tenantId: person.tenantId };
});

function toResponse(signIn: SignIn, currentId: string | undefined) {
  return {
    id: signIn.id,
    method: signIn.method,
    device_name: signIn.deviceName,
    current: signIn.id === currentId,
    created_at: new Date(signIn.createdAt).toISOString(),
    last_used_at: new Date(signIn.lastUsedAt).toISOString(),
    expires_at: new Date(signIn.expiresAt).toISOString(),
  };
}
