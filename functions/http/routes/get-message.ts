import { actFor } from "#shared/domain/access/act-for.ts";
import { getMessage } from "#shared/domain/memory/get-message.ts";
import { getMessageContract } from "#shared/wire/http/messages.ts";
import { route } from "../route.ts";
import { toMessageResponse } from "./message-shapes.ts";
import { toNamed } from "./named.ts";

export const getMessageRoute = route(getMessageContract, async (call) => {
  const actor = actFor(call.caller, toNamed(call.query));
  const message = await getMessage(call.ports, { actor, id: call.params.id });
  return { status: 200, body: toMessageResponse(message), tenantId: actor.tenantId };
});
