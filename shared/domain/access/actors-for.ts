import type { Actor } from "../../ports/actor.ts";
import { actFor, type Named } from "./act-for.ts";
import type { Caller } from "./caller.ts";
import { personOf } from "./person-of.ts";

/**
 * On whose behalf a call may work that names a conversation and no user: in development it may have been had with nobody
 * or, by chat, with the developer.
 */
export function actorsFor(caller: Caller, ...names: readonly Named[]): [Actor, ...Actor[]] {
  const actor = actFor(caller, ...names);
  if (actor.userId !== null || caller.id !== "dev") return [actor];
  return [actor, personOf(caller, ...names)];
}
