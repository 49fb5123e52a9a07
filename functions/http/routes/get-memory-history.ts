import { actFor } from "#shared/domain/access/act-for.ts";
import { getMemoryHistory } from "#shared/domain/memory/get-memory-history.ts";
import { getMemoryHistoryContract } from "#shared/wire/http/memories.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { fitPage } from "../fit-page.ts";
import { route } from "../route.ts";
import { toVersionResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const getMemoryHistoryRoute = route(getMemoryHistoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  const { limit, cursor = null } = call.query;
  const after = cursor === null ? null : Number(cursor);
  const page = await getMemoryHistory(call.ports, { actor, id: call.params.id, limit, after });
  const body = fitPage(page, toVersionResponse, ({ version }) => encodeCursor(String(version)));
  return { status: 200, body, tenantId: actor.tenantId };
});
