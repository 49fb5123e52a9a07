import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Entity, Graph, GraphQuery, Surroundings } from "../../ports/graph.ts";
import type { PageRequest } from "../../ports/page.ts";

interface Call extends Omit<GraphQuery, "most"> {
  readonly actor: Actor;
  readonly page: PageRequest;
}

export interface GraphPart extends Surroundings {
  /** Where the list of entities goes on. */
  readonly next: string | null;
}

const most = { entities: 200, relations: 500 };

/** What lies around an entity, or the person; a tenant, which is nobody, gets a list of what there is. */
export async function getGraph(
  { graph }: { readonly graph: Graph },
  { actor, page, ...query }: Call,
): Promise<GraphPart> {
  if (query.entity === null && actor.userId === null) return toPart(await graph.list(actor, page));
  const surroundings = await graph.around(actor, { ...query, most });
  if (!surroundings) throw new NotFound("entity");
  return { ...surroundings, next: null };
}

function toPart({ items, next }: { items: readonly Entity[]; next: string | null }): GraphPart {
  return { start: null, entities: items, relations: [], truncated: next !== null, next };
}
