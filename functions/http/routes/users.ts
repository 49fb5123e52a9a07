import type * as z from "zod";
import { personOf } from "#shared/domain/access/person-of.ts";
import { changeUser } from "#shared/domain/users/change-user.ts";
import { getUser } from "#shared/domain/users/get-user.ts";
import { requestDeletion } from "#shared/domain/users/request-deletion.ts";
import type { UserProfile } from "#shared/ports/users.ts";
import { changeUserContract, deleteUserContract, getUserContract } from "#shared/wire/http/users.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";
import { toDeletionResponse, toUserResponse } from "./user-shapes.ts";

export const getUserRoute = route(getUserContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const user = await getUser(ports, person);
  return { status: 200, body: toUserResponse(user), tenantId: person.tenantId };
});

export const changeUserRoute = route(
  changeUserContract,
  async ({ caller, query, body, ports, requestId }) => {
    const person = personOf(caller, toNamed(query), toNamed(body));
    const user = await changeUser(ports, { person, change: toChange(body), requestId });
    return { status: 200, body: toUserResponse(user), tenantId: person.tenantId };
  },
);

export const deleteUserRoute = route(deleteUserContract, async ({ caller, query, ports, requestId }) => {
  const person = personOf(caller, toNamed(query));
  const deletion = await requestDeletion(ports, { person, requestId });
  return { status: 202, body: toDeletionResponse(deletion), tenantId: person.tenantId };
});

type Given = z.output<NonNullable<typeof changeUserContract.body>>;

function toChange({ name, locale, preferences, ...given }: Given): Partial<UserProfile> {
  const { time_zone: timeZone, quiet_hours: quietHours } = given;
  const named = Object.entries({ name, locale, timeZone, preferences, quietHours });
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}
