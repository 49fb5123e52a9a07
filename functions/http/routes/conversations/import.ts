import { personOf } from "#shared/domain/access/person-of.ts";
import { importConversation } from "#shared/domain/conversations/import-conversation.ts";
import { importConversationContract, type SaidLine } from "#shared/wire/http/conversation-lines.ts";
import { route } from "../../route.ts";
import { toNamed } from "../named.ts";

export const importConversationRoute = route(importConversationContract, async (call) => {
  const { conversation, messages } = call.body;
  const person = personOf(call.caller, toNamed(call.query));
  const { title = null, extraction = null, created_at } = conversation;
  const clientId = call.query.conversation_id ?? conversation.id;
  const { idempotency, requestId } = call;
  await importConversation(call.ports, {
    ...{ person, idempotency, requestId },
    draft: { clientId, title, extraction, createdAt: created_at, messages: messages.map(toMessage) },
    pathOf: (index, field) => `lines.${index === null ? 0 : index + 1}.${field}`,
  });
  const body = { conversation_id: clientId, title, messages: messages.length };
  return { status: 201, body, tenantId: person.tenantId };
});

function toMessage(line: SaidLine) {
  return {
    role: line.role,
    name: line.name ?? null,
    content: line.content,
    metadata: line.metadata ?? {},
    importance: line.importance,
    status: line.status ?? ("complete" as const),
    toolCalls: (line.tool_calls ?? []).map(({ call_id: callId, ...call }) => ({
      ...call,
      ...(callId !== undefined && { callId }),
    })),
    createdAt: line.created_at,
  };
}
