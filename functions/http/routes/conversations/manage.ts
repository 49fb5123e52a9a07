import { personOf } from "#shared/domain/access/person-of.ts";
import { changeConversation } from "#shared/domain/conversations/change-conversation.ts";
import { eraseConversation } from "#shared/domain/conversations/erase-conversation.ts";
import { getConversation } from "#shared/domain/conversations/get-conversation.ts";
import {
  changeConversationContract,
  deleteConversationContract,
  getConversationContract,
  listConversationsContract,
} from "#shared/wire/http/conversations.ts";
import { encodeCursor } from "#shared/wire/http/page.ts";
import { route } from "../../route.ts";
import { toNamed } from "../named.ts";
import { toConversationResponse, toPageRequest } from "./shapes.ts";

export const listConversationsRoute = route(listConversationsContract, async ({ caller, query, ports }) => {
  const person = personOf(caller, toNamed(query));
  const page = await ports.conversations.list(person, toPageRequest(query));
  const body = { items: page.items.map(toConversationResponse), next_cursor: encodeCursor(page.next) };
  return { status: 200, body, tenantId: person.tenantId };
});

export const getConversationRoute = route(getConversationContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const conversation = await getConversation(call.ports, person, call.params.id);
  return { status: 200, body: toConversationResponse(conversation), tenantId: person.tenantId };
});

export const changeConversationRoute = route(changeConversationContract, async (call) => {
  const { title, extraction } = call.body;
  const person = personOf(call.caller, toNamed(call.query), toNamed(call.body));
  const changed = await changeConversation(call.ports, {
    ...{ person, clientId: call.params.id },
    change: { ...(title !== undefined && { title }), ...(extraction !== undefined && { extraction }) },
  });
  return { status: 200, body: toConversationResponse(changed), tenantId: person.tenantId };
});

export const deleteConversationRoute = route(deleteConversationContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  await eraseConversation(call.ports, { person, clientId: call.params.id });
  return { status: 204, body: null, tenantId: person.tenantId };
});
