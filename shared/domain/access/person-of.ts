import { ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import { actFor, type Named } from "./act-for.ts";
import type { Caller } from "./caller.ts";

/** A user of a tenant, on whose behalf a call works. */
export type Person = Actor & { readonly userId: string };

const developer = "dev-user";

/** Settles on a person as `actFor` does on anybody: some calls make no sense for a tenant. */
export function personOf(caller: Caller, ...names: readonly Named[]): Person {
  const actor = actFor(caller, ...names);
  if (actor.userId !== null) return { ...actor, userId: actor.userId };
  if (caller.id !== "dev") throw ValidationFailed.at("user_id", "is required: this is a person's");
  return { ...actFor(caller, ...names, { userId: developer }), userId: developer };
}
