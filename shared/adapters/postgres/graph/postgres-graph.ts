import type { Graph, GraphQuery } from "../../../ports/graph.ts";
import type { Database } from "../database.ts";
import { toPage } from "../page-of.ts";
import { ownerFilter } from "../postgres-messages.ts";
import { reachOf } from "../reach-of.ts";
import {
  type EntityShown,
  type MergedRow,
  toEntity,
  toMerged,
  toSurroundings,
  type WalkedRow,
} from "./graph-rows.ts";
import listEntities from "./list-entities.sql";
import mergeEntities from "./merge-entities.sql";
import walkGraph from "./walk-graph.sql";

/** All that is theirs, whichever of the two belongs to whom. */
const lockGraph = `select aimi_lock_graph(owner.owner_id) from (
  select distinct e.owner_id from entities e where e.id in ($1::uuid, $2::uuid) order by e.owner_id) as owner`;

export function postgresGraph(database: Database): Graph {
  return {
    async around(actor, query) {
      const { depth, asOf, most } = query;
      const [row] = await database.query<WalkedRow>(reachOf(actor), {
        text: walkGraph,
        values: [
          ...[actor.tenantId, ownerFilter(actor), actor.ownerId, ...namesOf(query), depth],
          ...[asOf === null ? "infinity" : new Date(asOf).toISOString(), most.entities, most.relations],
        ],
      });
      if (row) return toSurroundings(row);
      return query.entity === null ? { start: null, entities: [], relations: [], truncated: false } : null;
    },

    async list(actor, { limit, after }) {
      const rows = await database.query<{ entity: EntityShown }>(reachOf(actor), {
        text: listEntities,
        values: [actor.tenantId, ownerFilter(actor), after, limit + 1],
      });
      const { items, next } = toPage(rows, { limit }, ({ entity }) => entity.id);
      return { items: items.map(({ entity }) => toEntity(entity)), next };
    },

    async merge(merge) {
      const { actor, from, into, now, idempotency } = merge;
      const [row] = await database.query<MergedRow>(reachOf(actor), {
        text: mergeEntities,
        values: [
          ...[actor.tenantId, ownerFilter(actor), from, into, new Date(now).toISOString()],
          ...[actor.ownerId, actor.callerId, idempotency?.route ?? null],
          ...[idempotency?.key ?? null, idempotency?.requestHash ?? null],
        ],
        lock: { text: lockGraph, values: [from, into] },
      });
      return toMerged(row!, merge);
    },
  };
}

function namesOf({ entity }: GraphQuery): [id: string | null, name: string | null] {
  if (entity === null) return [null, null];
  return "id" in entity ? [entity.id, null] : [null, entity.name];
}
