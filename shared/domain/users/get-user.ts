import { NotFound } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { User, Users } from "../../ports/users.ts";
import type { Person } from "../access/person-of.ts";

/** Whoever asks has been seen. */
export async function getUser(
  ports: { readonly users: Users; readonly clock: Clock },
  person: Person,
): Promise<User> {
  const user = await ports.users.see(person, ports.clock.now());
  if (!user) throw new NotFound(`tenant ${person.tenantId}`);
  return user;
}
