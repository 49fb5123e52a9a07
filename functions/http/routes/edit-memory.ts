import type * as z from "zod";
import { actFor } from "#shared/domain/access/act-for.ts";
import type { MemoryState } from "#shared/ports/memories.ts";
import { editMemoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toMemoryResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const verbs = () => import("#shared/domain/memory/revise-memory.ts");

export const editMemoryRoute = route(editMemoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId, params } = call;
  const memory = await (await verbs()).editMemory(call.ports, {
    actor,
    id: params.id,
    change: toChange(call.body),
    requestId,
  });
  return { status: 200, body: toMemoryResponse(memory), tenantId: actor.tenantId };
});

function toChange(given: z.output<NonNullable<typeof editMemoryContract.body>>): Partial<MemoryState> {
  const { tenant_id: _, user_id: __, valid_from: validFrom, valid_to: validTo, ...same } = given;
  const named = Object.entries({ ...same, validFrom, validTo });
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}
