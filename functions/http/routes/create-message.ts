import { actFor } from "#shared/domain/access/act-for.ts";
import { ingestMessages } from "#shared/domain/memory/ingest-messages.ts";
import { createMessageContract } from "#shared/wire/http/messages.ts";
import { route } from "../route.ts";
import { toDraft, toReceiptResponse } from "./message-shapes.ts";
import { toNamed } from "./named.ts";

export const createMessageRoute = route(createMessageContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query), toNamed(call.body));
  const [receipt] = await ingestMessages(call.ports, {
    actor,
    drafts: [toDraft(call.body, actor.userId)],
    idempotency: call.idempotency,
    requestId: call.requestId,
    pathOf: (_index, field) => field,
  });
  return { status: 201, body: toReceiptResponse(receipt!), tenantId: actor.tenantId };
});
