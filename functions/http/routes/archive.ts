import { actFor } from "#shared/domain/access/act-for.ts";
import { restoreMessage } from "#shared/domain/archive/restore-message.ts";
import type { StoredMessage } from "#shared/ports/messages.ts";
import { listArchiveContract, restoreMessageContract } from "#shared/wire/http/archive.ts";
import { encodeCursor, toPlace } from "#shared/wire/http/page.ts";
import { fitPage } from "../fit-page.ts";
import { type Route, route } from "../route.ts";
import { toMessageResponse } from "./message-shapes.ts";
import { toNamed } from "./named.ts";

export const listArchiveRoute = route(listArchiveContract, async ({ query, ...call }) => {
  const actor = actFor(call.caller, toNamed(query));
  const asked = {
    clientConversationId: query.conversation_id ?? null,
    roles: query.role ?? null,
    since: query.since ?? null,
    until: query.until ?? null,
    limit: query.limit,
    after: query.cursor ?? null,
  };
  const page = await call.ports.archive.list(actor, asked, call.ports.embedder.model);
  const placeOf = (message: StoredMessage) => toPlace(message.archivedAt!, message.id);
  const body = fitPage(page, toMessageResponse, (last) => encodeCursor(placeOf(last)));
  return { status: 200, body, tenantId: actor.tenantId };
});

export const restoreMessageRoute = route(restoreMessageContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  const { id } = call.params;
  const message = await restoreMessage(call.ports, { actor, id, requestId: call.requestId });
  return { status: 200, body: toMessageResponse(message), tenantId: actor.tenantId };
});

export const routes: readonly Route[] = [listArchiveRoute, restoreMessageRoute];
