import { NotFound, PreconditionFailed } from "../../errors.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { MemoryType } from "../../ports/memories.ts";
import { type StatePart, stateParts, type UserState, type UserStates } from "../../ports/user-states.ts";
import type { Person } from "../access/person-of.ts";

export type GivenParts = Partial<
  Record<StatePart, readonly { readonly content: string; readonly type: MemoryType | null }[]>
>;

interface Change {
  readonly person: Person;
  readonly parts: GivenParts;
  /** For which the change was made; null for whichever it is. */
  readonly version: number | null;
}

/** Sets the parts that are given, and leaves the others. */
export async function changeUserState(
  ports: { readonly userStates: UserStates; readonly clock: Clock; readonly ids: Ids },
  { person, parts, version }: Change,
): Promise<UserState> {
  const given = stateParts.filter((part) => parts[part] !== undefined);
  const lines = given.flatMap((part) =>
    parts[part]!.map((line) => ({ id: ports.ids.next(), part, ...line })),
  );
  const change = { person, parts: given, lines, version, now: ports.clock.now() };
  const changed = await ports.userStates.change(change);
  if (changed.outcome === "tenant_unknown") throw new NotFound(`tenant ${person.tenantId}`);
  if (changed.outcome === "outdated") {
    throw new PreconditionFailed("the state has another version by now; read it again");
  }
  return changed.state;
}
