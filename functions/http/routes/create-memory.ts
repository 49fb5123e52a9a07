import { actFor } from "#shared/domain/access/act-for.ts";
import { createMemoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toMemoryDraft, toMemoryResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const verb = () => import("#shared/domain/memory/create-memory.ts");

export const createMemoryRoute = route(createMemoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, requestId } = call;
  const memory = await (await verb()).createMemory(call.ports, {
    actor,
    draft: toMemoryDraft(call.body),
    idempotency,
    requestId,
  });
  return { status: 201, body: toMemoryResponse(memory), tenantId: actor.tenantId };
});
