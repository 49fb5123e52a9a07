import { personOf } from "#shared/domain/access/person-of.ts";
import { summarizeConversation } from "#shared/domain/conversations/summarize-conversation.ts";
import { summarizeConversationContract } from "#shared/wire/http/conversations.ts";
import { route } from "../../route.ts";
import { toNamed } from "../named.ts";

const longestWaitMs = 20_000;
/** What is left for the answer. */
const timeToAnswerMs = 4_000;

export const summarizeConversationRoute = route(summarizeConversationContract, async (call) => {
  const { params, query, requestId, idempotency } = call;
  const person = personOf(call.caller, toNamed(query), toNamed(call.body));
  const waitMs = query.wait ? Math.min(longestWaitMs, call.remainingMs() - timeToAnswerMs) : 0;
  const asked = { person, clientId: params.id, requestId, idempotency, waitMs };
  const { sessionId, isSettled, title, summary } = await summarizeConversation(call.ports, asked);
  const body = {
    conversation_id: params.id,
    session_id: sessionId,
    status: isSettled ? "ready" : "pending",
    title,
    summary,
  };
  return { status: query.wait && isSettled ? 200 : 202, body, tenantId: person.tenantId };
});
