import { actFor } from "#shared/domain/access/act-for.ts";
import { judgeMemoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toMemoryResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const verbs = () => import("#shared/domain/memory/revise-memory.ts");

export const judgeMemoryRoute = route(judgeMemoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { requestId, idempotency, params, body } = call;
  const memory = await (await verbs()).judgeMemory(call.ports, {
    actor,
    id: params.id,
    useful: body.useful,
    idempotency,
    requestId,
  });
  return { status: 200, body: toMemoryResponse(memory), tenantId: actor.tenantId };
});
