import { actFor } from "#shared/domain/access/act-for.ts";
import { createMemoryContract } from "#shared/wire/http/memories.ts";
import { route } from "../route.ts";
import { toMemoryDraft, toMemoryResponse } from "./memory-shapes.ts";
import { toNamed } from "./named.ts";

// Seldom asked for: a cold start does without.
const create = async () => (await import("#shared/domain/memory/create-memory.ts")).createMemory;
const propose = async () => (await import("#shared/domain/memory/propose-memory.ts")).proposeMemory;

export const createMemoryRoute = route(createMemoryContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { idempotency, requestId } = call;
  const store = call.query.consolidate === "true" ? await propose() : await create();
  const memory = await store(call.ports, {
    actor,
    draft: toMemoryDraft(call.body),
    idempotency,
    requestId,
  });
  return { status: 201, body: toMemoryResponse(memory), tenantId: actor.tenantId };
});
