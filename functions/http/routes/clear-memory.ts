import type * as z from "zod";
import { actorsFor } from "#shared/domain/access/actors-for.ts";
import { answerOnce } from "#shared/domain/access/answer-once.ts";
import { clearConversation } from "#shared/domain/memory/clear-conversation.ts";
import { clearMemoryContract, clearMemoryShortContract } from "#shared/wire/http/memories.ts";
import { type Answer, type Call, route } from "../route.ts";
import { toNamed } from "./named.ts";

export const clearMemoryRoute = route(clearMemoryContract, clear);
export const clearMemoryShortRoute = route(clearMemoryShortContract, clear);

type Query = z.output<NonNullable<typeof clearMemoryContract.query>>;
type Body = z.output<NonNullable<typeof clearMemoryContract.body>>;

async function clear(call: Call<unknown, Query, Body>): Promise<Answer> {
  const { conversation_id } = call.body;
  const actors = actorsFor(call.caller, toNamed(call.query), toNamed(call.body));
  const { ports, idempotency } = call;
  return await answerOnce(ports, { actor: actors[0], idempotency }, async () => {
    const counts = await Promise.all(
      actors.map((actor) => clearConversation(ports, { actor, clientConversationId: conversation_id })),
    );
    const cleared = counts.reduce((sum, count) => sum + count, 0);
    const message = cleared === 0 ? "no record of it was in search" : `cleared ${cleared} records`;
    const body = { success: true, message, conversation_id, memories_cleared: cleared };
    return { status: 200, body, tenantId: actors[0].tenantId };
  });
}
