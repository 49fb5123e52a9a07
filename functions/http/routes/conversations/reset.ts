import type * as z from "zod";
import { answerOnce } from "#shared/domain/access/answer-once.ts";
import { personOf } from "#shared/domain/access/person-of.ts";
import { resetConversation } from "#shared/domain/conversations/reset-conversation.ts";
import {
  resetConversationContract,
  resetConversationShortContract,
} from "#shared/wire/http/conversations.ts";
import { type Answer, type Call, route } from "../../route.ts";
import { toNamed } from "../named.ts";

export const resetConversationRoute = route(resetConversationContract, reset);
export const resetConversationShortRoute = route(resetConversationShortContract, reset);

type Query = z.output<NonNullable<typeof resetConversationContract.query>>;
type Body = z.output<NonNullable<typeof resetConversationContract.body>>;

async function reset(call: Call<unknown, Query, Body>): Promise<Answer> {
  const { conversation_id } = call.body;
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const { ports, idempotency, requestId } = call;
  return await answerOnce(ports, { actor: person, idempotency }, async () => {
    await resetConversation(ports, { person, clientId: conversation_id, requestId });
    const message = "the session has ended; what is remembered stays";
    return { status: 200, body: { success: true, message, conversation_id }, tenantId: person.tenantId };
  });
}
