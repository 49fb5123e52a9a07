import { actFor } from "#shared/domain/access/act-for.ts";
import { getMemory } from "#shared/domain/memory/get-memory.ts";
import { getMemoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toMemoryResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

export const getMemoryRoute = route(getMemoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  const memory = await getMemory(call.ports, { actor, id: call.params.id });
  return { status: 200, body: toMemoryResponse(memory), tenantId: actor.tenantId };
});
