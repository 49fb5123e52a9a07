import type { ActingUser } from "#shared/ports/users.ts";
import { buildActor } from "./build-actor.ts";

/** Somebody of a tenant of their own, who may make it. */
export function buildPerson(given: Partial<Omit<ActingUser, "ownerId">> = {}): ActingUser {
  const userId = given.userId ?? "anna";
  return { ...buildActor({ ...given, userId }), userId };
}
