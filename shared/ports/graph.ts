import type { Actor } from "./actor.ts";
import type { MemoryStatus, MemoryType } from "./memories.ts";
import type { IdempotencyClaim } from "./messages.ts";
import type { PageRequest } from "./page.ts";

export const entityTypes = [
  "person",
  "place",
  "organization",
  "animal",
  "activity",
  "thing",
  "other",
] as const;
export type EntityType = (typeof entityTypes)[number];

/** Someone or something that memories speak of. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly type: EntityType;
  /** The other names that lead to it. */
  readonly aliases: readonly string[];
  /** It is the person. */
  readonly isSelf: boolean;
  readonly createdAt: number;
  /** What turned out to be the same. */
  readonly merged: readonly { readonly id: string; readonly name: string; readonly mergedAt: number }[];
}

export interface Relation {
  readonly id: string;
  readonly subjectId: string;
  readonly predicate: string;
  readonly objectId: string;
  /** Follow from the memories behind it. */
  readonly validFrom: number;
  readonly validTo: number | null;
  readonly status: MemoryStatus;
  /** Newest first, ten at most. */
  readonly memories: readonly {
    readonly id: string;
    readonly content: string;
    readonly type: MemoryType;
    readonly status: MemoryStatus;
  }[];
}

export interface Surroundings {
  /** Where it starts; it is the first of the entities. Null: nothing is known of the person yet. */
  readonly start: string | null;
  /** The nearest first. */
  readonly entities: readonly Entity[];
  /** Each has both of its ends among the entities. */
  readonly relations: readonly Relation[];
  /** Whether there is more than is shown. */
  readonly truncated: boolean;
}

export interface GraphQuery {
  /** By its id, or by any of its names; null is the person. */
  readonly entity: { readonly id: string } | { readonly name: string } | null;
  readonly depth: number;
  /** The time of belief; null is now. */
  readonly asOf: number | null;
  readonly most: { readonly entities: number; readonly relations: number };
}

export interface ListEntities extends PageRequest {
  readonly asOf: number | null;
  readonly mostRelations: number;
}

export interface GraphPage extends Surroundings {
  /** Where the list of entities goes on. */
  readonly next: string | null;
}

export interface MergeEntities {
  readonly actor: Actor;
  readonly from: string;
  readonly into: string;
  readonly now: number;
  readonly idempotency: IdempotencyClaim | null;
}

export type Merged =
  /** "into" is what it is now: it may have been merged itself. Twice is once. */
  | { readonly outcome: "merged"; readonly into: string; readonly mergedAt: number }
  | { readonly outcome: "mismatch" }
  | { readonly outcome: "unknown"; readonly id: string }
  /** The person is nobody else; something else took it in before; or they are one already, the other way round. */
  | { readonly outcome: "is_self" | "merged_elsewhere" | "same" };

/** Whom and what the memories speak of, and how they belong together; every call is one round trip. */
export interface Graph {
  /** Null where there is no such entity. Where the actor is a tenant, the newest of those that go by a name is meant. */
  around(actor: Actor, query: GraphQuery): Promise<Surroundings | null>;
  /** All that the actor may see, oldest first, and what belongs together on the page. It starts nowhere. */
  list(actor: Actor, list: ListEntities): Promise<GraphPage>;
  /** What went by the one goes by the other from now on. */
  merge(merge: MergeEntities): Promise<Merged>;
}
