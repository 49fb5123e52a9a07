import { personOf } from "#shared/domain/access/person-of.ts";
import { listMessages, listSessions } from "#shared/domain/conversations/list-parts.ts";
import {
  listConversationMessagesContract,
  listConversationSessionsContract,
} from "#shared/wire/http/conversations.ts";
import { encodeCursor, toPlace } from "#shared/wire/http/page.ts";
import { fitPage } from "../../fit-page.ts";
import { route } from "../../route.ts";
import { toNamed } from "../named.ts";
import { toMessageResponse, toPageRequest, toSessionResponse } from "./shapes.ts";

export const listConversationMessagesRoute = route(listConversationMessagesContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const asked = { person, clientId: call.params.id, page: toPageRequest(call.query) };
  const page = await listMessages(call.ports, asked);
  const body = fitPage(page, toMessageResponse, ({ createdAt, id }) => encodeCursor(toPlace(createdAt, id)));
  return { status: 200, body, tenantId: person.tenantId };
});

export const listConversationSessionsRoute = route(listConversationSessionsContract, async (call) => {
  const person = personOf(call.caller, toNamed(call.query));
  const asked = { person, clientId: call.params.id, page: toPageRequest(call.query) };
  const { items, next } = await listSessions(call.ports, asked);
  const body = { items: items.map(toSessionResponse), next_cursor: encodeCursor(next) };
  return { status: 200, body, tenantId: person.tenantId };
});
