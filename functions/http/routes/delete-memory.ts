import { actFor } from "#shared/domain/access/act-for.ts";
import { eraseMemory } from "#shared/domain/memory/erase-memory.ts";
import { deleteMemoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const deleteMemoryRoute = route(deleteMemoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  await eraseMemory(call.ports, { actor, id: call.params.id });
  return { status: 204, body: null, tenantId: actor.tenantId };
});
