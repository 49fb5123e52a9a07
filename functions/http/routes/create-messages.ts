import { actFor } from "#shared/domain/access/act-for.ts";
import { ingestMessages } from "#shared/domain/memory/ingest-messages.ts";
import { ValidationFailed } from "#shared/errors.ts";
import { createMessagesContract } from "#shared/wire/http/messages.ts";
import { route } from "../route.ts";
import { toDraft, toReceiptResponse } from "./message-shapes.ts";
import { toNamed } from "./named.ts";

export const createMessagesRoute = route(createMessagesContract, async (call) => {
  const { messages } = call.body;
  refuseSecondTenant(messages);
  const named = [toNamed(call.query), toNamed(call.body)];
  const actor = actFor(call.caller, ...named, { tenantId: messages[0]?.tenant_id });
  const receipts = await ingestMessages(call.ports, {
    actor,
    drafts: messages.map((message) =>
      toDraft(message, actFor(call.caller, ...named, toNamed(message)).userId),
    ),
    idempotency: call.idempotency,
    requestId: call.requestId,
    pathOf: (index, field) => `messages.${index}.${field}`,
  });
  return { status: 201, body: { results: receipts.map(toReceiptResponse) }, tenantId: actor.tenantId };
});

function refuseSecondTenant(messages: readonly { tenant_id?: string | undefined }[]): void {
  const first = messages[0]?.tenant_id;
  const index = messages.findIndex(({ tenant_id }) => tenant_id !== first);
  if (index > 0)
    throw ValidationFailed.at(`messages.${index}.tenant_id`, "must be the same for all messages of a batch");
}
