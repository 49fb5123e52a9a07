import type * as z from "zod";
import { actFor } from "#shared/domain/access/act-for.ts";
import { recallQuery } from "#shared/domain/memory/embed-query.ts";
import { type SearchMemory, type SearchOutcome, searchMemory } from "#shared/domain/memory/search-memory.ts";
import type { BeliefMatch, MemoryMatch, MessageMatch, Weights } from "#shared/ports/memory-index.ts";
import { searchMemoryByBodyContract, searchMemoryContract } from "#shared/wire/http/search.ts";
import { fitAnswer } from "../fit-answer.ts";
import { type Answer, type Call, foreseeingRoute } from "../route.ts";
import { toNamed } from "./named.ts";

export const searchMemoryRoute = foreseeingRoute(
  searchMemoryContract,
  ({ query, ports }) => recallQuery(ports, query.query),
  async (call) => answer(call, call.query),
);
export const searchMemoryByBodyRoute = foreseeingRoute(
  searchMemoryByBodyContract,
  ({ body, ports }) => recallQuery(ports, body.query),
  async (call) => answer(call, call.body),
);

type Asked = Omit<z.output<NonNullable<typeof searchMemoryByBodyContract.body>>, "metadata" | "weights"> &
  Partial<Pick<z.output<NonNullable<typeof searchMemoryByBodyContract.body>>, "metadata" | "weights">>;
type Caller = Call<
  unknown,
  { tenant_id?: string | undefined; user_id?: string | undefined },
  unknown,
  SearchMemory["recalled"]
>;

async function answer(call: Caller, asked: Asked): Promise<Answer> {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(asked));
  const outcome = await searchMemory(call.ports, { ...toSearch(asked, actor), recalled: call.foreseen });
  return { status: 200, body: toResponse(outcome), tenantId: actor.tenantId };
}

function toSearch(asked: Asked, actor: SearchMemory["actor"]): Omit<SearchMemory, "recalled"> {
  return {
    actor,
    text: asked.query,
    topK: asked.top_k,
    minSimilarity: asked.min_similarity,
    clientConversationId: asked.conversation_id ?? null,
    roles: asked.role ?? null,
    types: asked.type ?? null,
    statuses: asked.status ?? null,
    since: asked.since ?? null,
    until: asked.until ?? null,
    metadata: asked.metadata ?? null,
    asOf: asked.as_of,
    weights: toGiven(asked.weights),
    kinds: asked.kind,
  };
}

function toGiven({ similarity, importance, decay }: NonNullable<Asked["weights"]> = {}): Partial<Weights> {
  return {
    ...(similarity !== undefined && { similarity }),
    ...(importance !== undefined && { importance }),
    ...(decay !== undefined && { decay }),
  };
}

function toResponse(outcome: SearchOutcome) {
  return {
    results: fitAnswer(outcome.matches.map(toResult)),
    as_of: new Date(outcome.asOf).toISOString(),
    ...(outcome.degraded && { degraded: true }),
    ...(outcome.approximate && { approximate: true }),
  };
}

function toResult(match: MemoryMatch) {
  return {
    id: match.id,
    kind: match.kind,
    content: match.content,
    ...(match.kind === "message" ? toSaid(match) : toBelieved(match)),
    metadata: match.metadata,
    created_at: new Date(match.createdAt).toISOString(),
    score: match.score,
    score_breakdown: {
      vector: match.vector,
      lexical: match.lexical,
      context: match.context,
      similarity: match.similarity,
      importance: match.importance,
      decay: match.decay,
      weights: match.weights,
    },
  };
}

function toSaid({ role, name, clientConversationId }: MessageMatch) {
  return { role, ...(name !== null && { name }), conversation_id: clientConversationId };
}

function toBelieved({ type, sourceMessageIds }: BeliefMatch) {
  return { type, source_message_ids: sourceMessageIds };
}
