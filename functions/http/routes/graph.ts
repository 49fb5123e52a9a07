import { actFor } from "#shared/domain/access/act-for.ts";
import { getGraph } from "#shared/domain/graph/get-graph.ts";
import { mergeEntities } from "#shared/domain/graph/merge-entities.ts";
import type { Entity, GraphQuery, Relation } from "#shared/ports/graph.ts";
import { getGraphContract, mergeEntitiesContract } from "#shared/wire/http/graph.ts";
import { toCursor, uuid } from "#shared/wire/primitives.ts";
import { type Route, route } from "../route.ts";
import { toInstant } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

const getGraphRoute = route(getGraphContract, async ({ caller, query, ports }) => {
  const actor = actFor(caller, toNamed(query));
  const part = await getGraph(ports, {
    ...{ actor, entity: toEntityNamed(query.entity), depth: query.depth, asOf: query.as_of ?? null },
    page: { limit: query.limit, after: query.cursor ?? null },
  });
  const body = {
    entity: part.start,
    entities: part.entities.map(toEntityResponse),
    relations: part.relations.map(toRelationResponse),
    truncated: part.truncated,
    next_cursor: toCursor(part.next),
  };
  return { status: 200, body, tenantId: actor.tenantId };
});

const mergeEntitiesRoute = route(mergeEntitiesContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { from, into } = call.body;
  const { idempotency } = call;
  const merged = await mergeEntities(call.ports, { actor, from, into, idempotency });
  const body = { from, into: merged.into, merged_at: toInstant(merged.mergedAt) };
  return { status: 200, body, tenantId: actor.tenantId };
});

export const routes: readonly Route[] = [getGraphRoute, mergeEntitiesRoute];

function toEntityNamed(entity: string | undefined): GraphQuery["entity"] {
  if (entity === undefined) return null;
  const id = uuid.safeParse(entity);
  return id.success ? { id: id.data } : { name: entity };
}

function toEntityResponse({ isSelf, createdAt, merged, ...entity }: Entity) {
  return {
    ...entity,
    is_self: isSelf,
    created_at: toInstant(createdAt),
    merged: merged.map(({ mergedAt, ...one }) => ({ ...one, merged_at: toInstant(mergedAt) })),
  };
}

function toRelationResponse({ subjectId, objectId, validFrom, validTo, ...relation }: Relation) {
  return {
    ...relation,
    subject_id: subjectId,
    object_id: objectId,
    valid_from: toInstant(validFrom),
    valid_to: toInstant(validTo),
  };
}
