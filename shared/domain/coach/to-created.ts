import { Conflict, IdempotencyMismatch, NotFound } from "../../errors.ts";
import type { Created } from "../../ports/goals.ts";
import type { Person } from "../access/person-of.ts";

interface Limit {
  /** "goal" */
  readonly what: string;
  readonly most: number;
}

/** What a creation came to; else it tells why there is nothing. */
export function toCreated<Thing>(
  created: Created<Thing>,
  { tenantId }: Person,
  { what, most }: Limit,
): Thing {
  switch (created.outcome) {
    case "created":
      return created.thing;
    case "mismatch":
      throw new IdempotencyMismatch();
    case "gone":
      throw new Conflict(`the ${what} that this Idempotency-Key made was deleted since; use a new key`);
    case "tenant_unknown":
      throw new NotFound(`tenant ${tenantId}`);
    case "too_many":
      throw new Conflict(`a person has at most ${most} ${what}s; delete one that is over`);
  }
}
