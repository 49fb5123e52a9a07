import { NotFound } from "../../errors.ts";
import type { Actor } from "../../ports/actor.ts";
import type { Graph, GraphPage, GraphQuery } from "../../ports/graph.ts";
import type { PageRequest } from "../../ports/page.ts";

interface Call extends Omit<GraphQuery, "most"> {
  readonly actor: Actor;
  readonly page: PageRequest;
}

const most = { entities: 200, relations: 500 };

/** What lies around an entity, or the person; a tenant, which is nobody, gets a list of what there is. */
export async function getGraph(
  { graph }: { readonly graph: Graph },
  { actor, page, ...query }: Call,
): Promise<GraphPage> {
  if (query.entity === null && actor.userId === null) {
    return await graph.list(actor, { ...page, asOf: query.asOf, mostRelations: most.relations });
  }
  const surroundings = await graph.around(actor, { ...query, most });
  if (!surroundings) throw new NotFound("entity");
  return { ...surroundings, next: null };
}
