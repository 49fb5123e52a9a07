import { Conflict, IdempotencyMismatch, NotFound, ValidationFailed } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Graph, Merged } from "../../ports/graph.ts";
import type { IdempotencyClaim } from "../../ports/messages.ts";

interface Needs {
  readonly graph: Graph;
  readonly clock: Clock;
}

interface Call {
  readonly actor: Actor;
  readonly from: string;
  readonly into: string;
  readonly idempotency: IdempotencyClaim | null;
}

/** Two that are one: what went by the one goes by the other from now on. */
export async function mergeEntities(
  { graph, clock }: Needs,
  call: Call,
): Promise<Extract<Merged, { outcome: "merged" }>> {
  if (call.from === call.into) throw ValidationFailed.at("into", "must be another entity than from");
  const merged = await graph.merge({ ...call, now: clock.now() });
  switch (merged.outcome) {
    case "merged":
      return merged;
    case "mismatch":
      throw new IdempotencyMismatch();
    case "unknown":
      throw new NotFound(`entity ${merged.id}`);
    case "same":
      throw new Conflict("the two are one already");
    case "merged_elsewhere":
      throw new Conflict(`entity ${call.from} was merged into another already`);
    case "is_self":
      throw new Conflict("the person cannot be merged into another; merge the other into the person");
  }
}
