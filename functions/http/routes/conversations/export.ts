import { personOf } from "#shared/domain/access/person-of.ts";
import {
  type ExportedConversation,
  exportConversation,
} from "#shared/domain/conversations/export-conversation.ts";
import type { ConversationMessage } from "#shared/ports/conversations.ts";
import { exportConversationContract } from "#shared/wire/http/conversation-lines.ts";
import { route } from "../../route.ts";
import { streamLines } from "../../stream-lines.ts";
import { toInstant } from "../memory-shapes.ts";
import { toNamed } from "../named.ts";
import { toToolCall } from "./shapes.ts";

export const exportConversationRoute = route(
  exportConversationContract,
  async ({ caller, query, params, ports, requestId }) => {
    const person = personOf(caller, toNamed(query));
    const exported = await exportConversation(ports, { person, clientId: params.id });
    return new Response(streamLines(toLines(exported), { log: ports.log, requestId }), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        // A client's id holds nothing that a file's name or this header could not.
        "content-disposition": `attachment; filename="${params.id.replaceAll(/[:@]/g, "-")}.jsonl"`,
      },
    });
  },
);

async function* toLines({ conversation, pages }: ExportedConversation) {
  const { clientId: id, title, extraction, createdAt } = conversation;
  yield [{ kind: "conversation", id, title, extraction, created_at: toInstant(createdAt) }];
  let messages = 0;
  for await (const page of pages) {
    messages += page.length;
    yield page.map(toLine);
  }
  yield [{ kind: "end", messages }];
}

function toLine(message: ConversationMessage) {
  return {
    kind: "message",
    role: message.role,
    ...(message.name !== null && { name: message.name }),
    content: message.content,
    metadata: message.metadata,
    importance: message.importance,
    status: message.status,
    ...(message.toolCalls.length > 0 && { tool_calls: message.toolCalls.map(toToolCall) }),
    created_at: toInstant(message.createdAt),
  };
}
