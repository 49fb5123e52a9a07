import { actFor } from "#shared/domain/access/act-for.ts";
import { listMemories } from "#shared/domain/memory/list-memories.ts";
import { listMemoriesContract } from "#shared/wire/http/memories.ts";
import { toCursor } from "#shared/wire/primitives.ts";
import { fitPage } from "../fit-page.ts";
import { route } from "../route.ts";
import { toMemoryResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const listMemoriesRoute = route(listMemoriesContract, async (call) => {
  const { limit, cursor, type, status } = call.query;
  const actor = actFor(call.caller, toNamed(call.query));
  const page = await listMemories(call.ports, {
    actor,
    types: type ?? null,
    statuses: status ?? null,
    after: cursor ?? null,
    limit,
  });
  const body = fitPage(page, toMemoryResponse, ({ id }) => toCursor(id));
  return { status: 200, body, tenantId: actor.tenantId };
});
