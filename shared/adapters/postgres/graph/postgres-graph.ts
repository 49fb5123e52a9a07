import type { Graph, GraphQuery } from "../../../ports/graph.ts";
import type { Database } from "../database.ts";
import { ownerFilter } from "../postgres-messages.ts";
import { reachOf } from "../reach-of.ts";
import { type MergedRow, type PartRow, toGraphPage, toMerged, toSurroundings } from "./graph-rows.ts";
import listEntities from "./list-entities.sql";
import mergeEntities from "./merge-entities.sql";
import showGraph from "./show-graph.sql";
import walkGraph from "./walk-graph.sql";

const showOf = (part: string) => `${part.trimEnd()},\n${showGraph}`;
const [walkAndShow, listAndShow] = [showOf(walkGraph), showOf(listEntities)];

/** All that is theirs, whichever of the two belongs to whom. */
const lockGraph = `select aimi_lock_graph(owner.owner_id) from (
  select distinct e.owner_id from entities e where e.id in ($1::uuid, $2::uuid) order by e.owner_id) as owner`;

export function postgresGraph(database: Database): Graph {
  return {
    async around(actor, query) {
      const { depth, asOf, most } = query;
      const [row] = await database.query<PartRow>(reachOf(actor), {
        text: walkAndShow,
        values: [
          ...[actor.tenantId, ownerFilter(actor), actor.ownerId, toInstant(asOf)],
          ...[...namesOf(query), depth, most.entities, most.relations],
        ],
      });
      if (row) return toSurroundings(row);
      return query.entity === null ? { start: null, entities: [], relations: [], truncated: false } : null;
    },

    async list(actor, { limit, after, asOf, mostRelations }) {
      const [row] = await database.query<PartRow>(reachOf(actor), {
        text: listAndShow,
        values: [actor.tenantId, ownerFilter(actor), after, toInstant(asOf), limit, mostRelations],
      });
      return toGraphPage(row!);
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

function toInstant(asOf: number | null): string {
  return asOf === null ? "infinity" : new Date(asOf).toISOString();
}

function namesOf({ entity }: GraphQuery): [id: string | null, name: string | null] {
  if (entity === null) return [null, null];
  return "id" in entity ? [entity.id, null] : [null, entity.name];
}
