import { actFor } from "#shared/domain/access/act-for.ts";
import { getMemoryHistory } from "#shared/domain/memory/get-memory-history.ts";
import { getMemoryHistoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toVersionResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const getMemoryHistoryRoute = route(getMemoryHistoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  const versions = await getMemoryHistory(call.ports, { actor, id: call.params.id });
  return { status: 200, body: { items: versions.map(toVersionResponse) }, tenantId: actor.tenantId };
});
