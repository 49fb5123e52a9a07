import type {
  Entity,
  EntityType,
  GraphPage,
  Merged,
  MergeEntities,
  Relation,
  Surroundings,
} from "../../../ports/graph.ts";
import type { MemoryStatus } from "../../../ports/memories.ts";

interface EntityShown {
  id: string;
  name: string;
  type: EntityType;
  is_self: boolean;
  created_at: string;
  aliases: string[];
  merged: { id: string; name: string; merged_at: string }[];
}

interface RelationShown {
  id: string;
  subject_id: string;
  predicate: string;
  object_id: string;
  valid_from: string;
  valid_to: string | null;
  status: MemoryStatus;
  memories: Relation["memories"];
}

export interface PartRow {
  start: string | null;
  next: string | null;
  truncated: boolean;
  entities: EntityShown[];
  relations: RelationShown[];
}

export interface MergedRow {
  request_hash: string | null;
  unknown: string | null;
  refused: "is_self" | "merged_elsewhere" | "same" | null;
  into: string;
  merged_at: string;
}

export function toGraphPage(row: PartRow): GraphPage {
  return { ...toSurroundings(row), next: row.next };
}

export function toSurroundings(row: PartRow): Surroundings {
  return {
    start: row.start,
    entities: row.entities.map(toEntity),
    relations: row.relations.map(toRelation),
    truncated: row.truncated,
  };
}

function toEntity({ is_self, created_at, merged, ...entity }: EntityShown): Entity {
  return {
    ...entity,
    isSelf: is_self,
    createdAt: Date.parse(created_at),
    merged: merged.map(({ merged_at, ...one }) => ({ ...one, mergedAt: Date.parse(merged_at) })),
  };
}

function toRelation({ subject_id, object_id, valid_from, valid_to, ...relation }: RelationShown): Relation {
  return {
    ...relation,
    subjectId: subject_id,
    objectId: object_id,
    validFrom: Date.parse(valid_from),
    validTo: valid_to === null ? null : Date.parse(valid_to),
  };
}

export function toMerged(row: MergedRow, { idempotency }: MergeEntities): Merged {
  const merged = { outcome: "merged", into: row.into, mergedAt: Date.parse(row.merged_at) } as const;
  if (row.request_hash !== null) {
    return row.request_hash === idempotency?.requestHash ? merged : { outcome: "mismatch" };
  }
  if (row.unknown !== null) return { outcome: "unknown", id: row.unknown };
  return row.refused === null ? merged : { outcome: row.refused };
}
