import { actFor } from "#shared/domain/access/act-for.ts";
import { getMessage } from "#shared/domain/memory/get-message.ts";
import { getMessageContract } from "#shared/wire/http/messages.ts";
import { route } from "../route.ts";
import { toNamed } from "./named.ts";

export const getMessageRoute = route(getMessageContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  const message = await getMessage(call.ports, { actor, id: call.params.id });
  return {
    status: 200,
    tenantId: actor.tenantId,
    body: {
      id: message.id,
      conversation_id: message.clientConversationId,
      user_id: message.userId,
      role: message.role,
      ...(message.name !== null && { name: message.name }),
      content: message.content,
      metadata: message.metadata,
      importance: message.importance,
      embedding_status: message.embeddingStatus,
      created_at: new Date(message.createdAt).toISOString(),
    },
  };
});
