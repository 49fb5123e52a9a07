import type { Change } from "../../../ports/goals.ts";

/** What every statement that changes a thing begins with. */
export function changeValues({ id, person, version, now }: Change): unknown[] {
  return [person.tenantId, person.ownerId, id, version, new Date(now).toISOString()];
}
