import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { User, UserProfile, Users } from "../../ports/users.ts";
import type { Person } from "../access/person-of.ts";

export async function changeUser(
  ports: { readonly users: Users; readonly clock: Clock },
  { person, change }: { person: Person; change: Partial<UserProfile> },
): Promise<User> {
  const user = await ports.users.change(person, change, ports.clock.now());
  if (!user) throw new NotFound(`tenant ${person.tenantId}`);
  return user;
}
