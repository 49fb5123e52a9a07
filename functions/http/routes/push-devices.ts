import { personOf } from "#shared/domain/access/person-of.ts";
import { registerDevice } from "#shared/domain/users/register-device.ts";
import { removeDevice } from "#shared/domain/users/remove-device.ts";
import type { PushDevice } from "#shared/ports/push-devices.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import {
  listPushDevicesContract,
  registerPushDeviceContract,
  removePushDeviceContract,
} from "#shared/wire/http/push-devices.ts";
import { route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const registerPushDeviceRoute = route(registerPushDeviceContract, async (call) => {
  const { token, platform, environment, name = null } = call.body;
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency } = call;
  const device = await registerDevice(call.ports, {
    person,
    token,
    platform,
    environment,
    name,
    signInId: call.caller.signIn?.id ?? null,
    idempotency,
  });
  return { status: 201, body: toResponse(device), tenantId: person.tenantId };
});

export const listPushDevicesRoute = route(listPushDevicesContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const page = await ports.pushDevices.list(person, { limit: query.limit, after: query.cursor ?? null });
  const body = { items: page.items.map(toResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const removePushDeviceRoute = route(
  removePushDeviceContract,
  async ({ caller, query, params, ports }) => {
    const person = personOf(caller, toNamed(query));
    await removeDevice(ports, { person, id: params.id });
    return { status: 204, body: null, tenantId: person.tenantId };
  },
);

function toResponse(device: PushDevice) {
  return {
    id: device.id,
    platform: device.platform,
    environment: device.environment,
    name: device.name,
    created_at: toInstant(device.createdAt),
    updated_at: toInstant(device.updatedAt),
  };
}
